import { pino, type DestinationStream, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { EngineEvents, RunContext } from './engine-events.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** For people at a terminal; JSON otherwise. */
  readonly pretty: boolean;
  /** Default: standard error, so that standard output stays free for results. */
  readonly destination?: DestinationStream;
}

export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? pino.destination({ fd: 2, sync: true });
  const stream = options.pretty
    ? PinoPretty({ colorize: true, ignore: 'pid,hostname', destination })
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
  events.on('tick.skipped', (event) => logger.warn(event, `tick skipped: ${event.because}`));
  events.on('event.handled', (event) => logger.debug(event, `event handled: ${event.outcome}`));
  events.on('notice.sent', ({ workflow, runId, kind }) =>
    logger.info({ workflow, run: runId, kind }, 'notification sent'),
  );
  events.on('notice.failed', ({ workflow, runId, kind, error }) =>
    logger.error({ workflow, run: runId, kind, ...failure(error) }, 'notification not delivered'),
  );
  events.on('http.exchange', (exchange) => logger.trace(exchange, 'http exchange'));
  events.on('process.error', ({ component, error }) =>
    logger.error({ component, ...failure(error) }, error.message),
  );
}

function run({ workflow, connector, action, runId }: RunContext): object {
  return { workflow, connector, action, run: runId };
}

/** The operator's message and the engineer's, with what caused it. */
function failure(error: Error & { code?: unknown; detail?: unknown }): object {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { error: error.message, code: error.code, detail: error.detail, cause };
}
