import type { KnownSecrets } from '@hrflow-sync/connectors';
import { pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { describeProblem } from '../workflow/problem.js';
import type { EngineEvents, RunContext } from './engine-events.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields that hold a secret wherever they turn up, though nobody told us its value. */
const SECRET_FIELDS = [
  'auth',
  'api_key',
  'api_secret',
  'apikey',
  'authorization',
  'client_secret',
  'cookie',
  'password',
  'secret',
  'token',
  'x-api-key',
].flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);

export interface LoggerOptions {
  readonly level: LogLevel;
  /** For people at a terminal; JSON otherwise. */
  readonly pretty: boolean;
  /** Of what is for people. Default true. */
  readonly colors?: boolean;
  /** Their values are blacked out of every line. */
  readonly secrets?: KnownSecrets;
  /** Default: standard error, so that standard output stays free for results. */
  readonly destination?: DestinationStream;
}

/** A logger that knows no secret: what it is told is cleaned at its root, in children and error texts as well. */
export function createLogger({ level, pretty, secrets, colors = true, ...options }: LoggerOptions): Logger {
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  const stream = pretty ? PinoPretty({ colorize: colors, ignore: 'pid,hostname', destination }) : destination;
  const settings = {
    level,
    base: undefined,
    redact: { paths: SECRET_FIELDS, censor: '[secret]' },
    ...(secrets && { hooks: { streamWrite: (line: string) => secrets.removeFrom(line) } }),
  };
  return pino(settings, stream);
}

/**
 * Writes down what the engine says: one line per run at info, pages and items at debug. What went wrong for good
 * is told at its own level: a dead letter and a read that was given up, so that the reason and its cause are kept.
 */
export function logEngineEvents(events: EngineEvents, logger: Logger): void {
  logRuns(events, logger);
  logItems(events, logger);
  logTriggers(events, logger);
  logScheduling(events, logger);
  events.on('lock.lost', (event) =>
    logger.error(event, 'lock lost: another worker may do the same work; is the event loop blocked?'),
  );
  events.on('job.stalled', (event) => logger.warn(event, 'put back: its worker died or hung'));
  events.on('job.parked', (event) => logger.warn(event, 'unknown payload version: left for a newer worker'));
  events.on('http.exchange', (exchange) => logger.trace(exchange, 'http exchange'));
  events.on('retention.swept', (swept) => logger.info(swept, 'took away what was kept for long enough'));
  events.on('process.error', ({ error, ...event }) =>
    logger.error({ ...event, ...failure(error) }, error.message),
  );
}

function logRuns(events: EngineEvents, logger: Logger): void {
  events.on('run.started', ({ trigger, dryRun, ...event }) =>
    logger.debug({ ...run(event), trigger, dryRun }, 'run started'),
  );
  events.on('run.finished', ({ result, durationMs, ...event }) => {
    const { status, reason, message } = result;
    const level = status === 'fatal' ? 'error' : status === 'success' ? 'info' : 'warn';
    logger[level](
      { ...run(event), status, reason, message, events: result.events, durationMs },
      'run finished',
    );
  });
  events.on('run.corrected', ({ result: { status, reason, events: counts }, ...event }) =>
    logger.debug({ ...run(event), status, reason, events: counts }, 'run corrected'),
  );
  events.on('page.handedOver', ({ page, read, discarded, skipped, kept, ...event }) =>
    logger.debug({ ...run(event), page, read, discarded, skipped, kept }, 'page handed over'),
  );
  events.on('read.failed', ({ page, error, ...event }) =>
    logger.error({ ...run(event), page, ...failure(error) }, 'reading was given up'),
  );
  events.on('workflow.paused', ({ pause, ...event }) =>
    logger.error({ ...run(event), ...pause }, 'workflow paused: mend what is wrong, then resume it'),
  );
  events.on('notice.sent', ({ workflow, runId, kind }) =>
    logger.info({ workflow, run: runId, kind }, 'notification sent'),
  );
  events.on('notice.failed', ({ workflow, runId, kind, error }) =>
    logger.error({ workflow, run: runId, kind, ...failure(error) }, 'notification not delivered'),
  );
}

function logItems(events: EngineEvents, logger: Logger): void {
  events.on('item.settled', ({ reference, ordinal, attempt, outcome, ...event }) => {
    // Once per item: what nobody reads isn't put together.
    if (logger.isLevelEnabled('debug')) {
      logger.debug({ ...run(event), reference, ordinal, attempt }, `item ${outcome}`);
    }
  });
  events.on('job.retrying', ({ queue, jobId, reference, attempt, delayMs, error, ...event }) => {
    const level = queue === 'pushes' ? 'debug' : 'warn';
    logger[level](
      { ...run(event), reference, attempt, queue, jobId, delayMs, ...failure(error) },
      'failed, will be tried again',
    );
  });
  events.on('job.rateLimited', ({ queue, jobId, delayMs, code, ...event }) =>
    logger.debug({ ...run(event), queue, jobId, delayMs, code }, 'asked to wait'),
  );
  events.on('deadLetters.expired', ({ workflow, runId, count }) =>
    logger.warn({ workflow, run: runId, count }, 'dead letters expired: nobody retried or dropped them'),
  );
  events.on('deadLetter.added', ({ letter: { attempts, ...letter }, error, ...event }) =>
    logger.error({ ...run(event), ...letter, attempt: attempts, ...failure(error) }, 'dead letter'),
  );
}

function logTriggers(events: EngineEvents, logger: Logger): void {
  events.on('tick.skipped', ({ runId, ...event }) =>
    logger.warn({ ...event, run: runId }, `tick skipped: ${event.because}`),
  );
  events.on('event.handled', ({ runId, ...event }) =>
    logger.debug({ ...event, run: runId }, `event handled: ${event.outcome}`),
  );
}

function logScheduling(events: EngineEvents, logger: Logger): void {
  events.on('ticks.missed', (event) =>
    logger.warn(event, `${event.count} ticks were missed: ${event.skipped ? 'skipped' : 'run once'}`),
  );
  events.on('schedules.changed', (event) => logger.info(event, 'schedules changed'));
  events.on('schedule.repaired', (event) => logger.warn(event, `schedule was ${event.because}: repaired`));
  events.on('schedules.rebuilt', (event) => {
    if (event.lost)
      logger.error(event, 'Redis has lost its data: schedules were rebuilt from the workflow files');
    else
      logger.warn(
        event,
        'Redis held no schedules: built from the files. If this is no first start, it lost its data',
      );
  });
  events.on('schedules.outdated', (event) =>
    logger.warn(
      event,
      'another scheduler has newer workflow files: this one follows them until it has ended',
    ),
  );
  events.on('clock.skewed', (event) =>
    logger.warn(event, 'the clock differs from the clock of Redis: ticks may be early or late'),
  );
  events.on('workflows.reloaded', (event) => {
    logger.info(event, 'workflow files changed: reloaded');
    if (event.kept.length > 0) {
      logger.error({ workflows: event.kept }, 'workflows whose file is broken stay as they last were');
    }
    if (event.restart.length > 0) {
      logger.warn({ files: event.restart }, 'changed, but used as before until this process is restarted');
    }
  });
  events.on('workflow.problem', ({ problem }) => logger.error(problem, describeProblem(problem)));
}

function run({ workflow, connector, action, runId }: RunContext): object {
  return { workflow, connector, action, run: runId };
}

/** The operator's message and the engineer's, with what caused it. */
function failure(error: Error & { code?: unknown; detail?: unknown }): object {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { error: error.message, code: error.code, detail: error.detail, cause };
}
