import { pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { describeProblem } from '../workflow/problem.js';
import type { EngineEvents, RunContext } from './engine-events.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** For people at a terminal; JSON otherwise. */
  readonly pretty: boolean;
  /** Of what is for people. Default true. */
  readonly colors?: boolean;
  /** Default: standard error, so that standard output stays free for results. */
  readonly destination?: DestinationStream;
}

export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  const stream = options.pretty
    ? PinoPretty({ colorize: options.colors ?? true, ignore: 'pid,hostname', destination })
    : destination;
  return pino({ level: options.level, base: undefined }, stream);
}

/** Writes down what the engine says: one line per run and page at info, per item at debug. */
export function logEngineEvents(events: EngineEvents, logger: Logger): void {
  events.on('run.started', (event) => logger.info({ ...run(event), trigger: event.trigger }, 'run started'));
  events.on('run.finished', ({ result, durationMs, ...event }) => {
    const { status, reason, message } = result;
    const level = status === 'fatal' ? 'error' : status === 'success' ? 'info' : 'warn';
    logger[level](
      { ...run(event), status, reason, message, events: result.events, durationMs },
      'run finished',
    );
  });
  events.on('run.corrected', ({ result: { status, reason, events: counts }, ...event }) =>
    logger.info({ ...run(event), status, reason, events: counts }, 'run corrected'),
  );
  events.on('page.handedOver', ({ page, read, discarded, skipped, kept, ...event }) =>
    logger.info({ ...run(event), page, read, discarded, skipped, kept }, 'page handed over'),
  );
  events.on('job.retrying', ({ queue, jobId, attempt, delayMs, error, ...event }) =>
    logger.warn(
      { ...run(event), queue, jobId, attempt, delayMs, ...failure(error) },
      'failed, will be tried again',
    ),
  );
  events.on('job.rateLimited', ({ queue, jobId, delayMs, code, ...event }) =>
    logger.debug({ ...run(event), queue, jobId, delayMs, code }, 'asked to wait'),
  );
  events.on('deadLetter.added', ({ letter, error, ...event }) =>
    logger.error({ ...run(event), ...letter, ...failure(error) }, 'dead letter'),
  );
  events.on('read.failed', ({ page, error, ...event }) =>
    logger.error({ ...run(event), page, ...failure(error) }, 'reading was given up'),
  );
  events.on('workflow.paused', ({ pause, ...event }) =>
    logger.error({ ...run(event), ...pause }, 'workflow paused: mend what is wrong, then resume it'),
  );
  events.on('job.parked', (event) => logger.warn(event, 'unknown payload version: left for a newer worker'));
  logScheduling(events, logger);
  events.on('event.handled', (event) => logger.debug(event, `event handled: ${event.outcome}`));
  events.on('http.exchange', (exchange) => logger.trace(exchange, 'http exchange'));
  events.on('process.error', ({ component, error }) =>
    logger.error({ component, ...failure(error) }, error.message),
  );
}

function logScheduling(events: EngineEvents, logger: Logger): void {
  events.on('tick.skipped', (event) => logger.warn(event, `tick skipped: ${event.because}`));
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
