/**
 * An error a user can cause and mend: bad configuration, a missing program, an unreachable Redis.
 * `code` is stable and documented in docs/errors.md; the message says what to do.
 */
export class UserError extends Error {
  readonly code: string;
  /** Path of the offending field, e.g. `schedule.cron`. */
  readonly path: string | undefined;

  constructor(message: string, options: { code: string; path?: string | undefined; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.code = options.code;
    this.path = options.path;
  }
}

/** What was thrown, in words: anything may be, and may have no text of its own. */
export function wordsOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something was thrown that has no text';
  }
}
