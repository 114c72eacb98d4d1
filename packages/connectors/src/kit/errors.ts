/**
 * The error type says how to recover, and nothing else decides about retries: connectors throw these,
 * the worker understands them. Each carries two messages: `message` is for the operator (what happened
 * and what to do), `detail` and `cause` are for the engineer who reads the log.
 */
export interface SyncErrorOptions {
  /** Stable, machine-readable, snake_case. Documented in docs/errors.md. */
  code: string;
  /** What an engineer needs: the request, the status, the start of the answer. Holds no credential. */
  detail?: string | undefined;
  /** Path of the offending field, e.g. `pushParameters.source_key`. */
  path?: string | undefined;
  cause?: unknown;
}

/** How the worker recovers from an error. */
export type Recovery = 'retry' | 'wait' | 'reject' | 'configure';

export abstract class SyncError extends Error {
  abstract readonly recovery: Recovery;
  readonly code: string;
  readonly detail: string | undefined;
  readonly path: string | undefined;

  constructor(message: string, options: SyncErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.detail = options.detail;
    this.path = options.path;
  }
}

/** Likely to pass on its own: server errors, time-outs, dropped connections. Retried with back-off. */
export class RetryableError extends SyncError {
  readonly recovery = 'retry';
}

/** The other side asked us to slow down. Waited for; uses up no attempt. */
export class RateLimitedError extends SyncError {
  readonly recovery = 'wait';
  /** Milliseconds until the next request may be sent. */
  readonly retryAfterMs: number;
  /** That moment is kept free for this very request, so it should come neither earlier nor later. */
  readonly reserved: boolean;

  constructor(message: string, options: SyncErrorOptions & { retryAfterMs: number; reserved?: boolean }) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.reserved = options.reserved ?? false;
  }
}

/** This item will never be accepted as it is. It becomes a dead letter at once. */
export class RejectedItemError extends SyncError {
  readonly recovery = 'reject';
}

/** Credentials, parameters or plan are wrong: every item would fail the same way. */
export class ConfigurationError extends SyncError {
  readonly recovery = 'configure';
}
