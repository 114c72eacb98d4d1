import { z } from 'zod';

/** How long things are kept, in days. */
export interface Retention {
  /** A dead letter, since it last failed; the reads and runs that failed, with what they were given. */
  readonly deadLetterDays: number;
  /** What a run came to, since its end. */
  readonly runDays: number;
  /** What was last pushed, for `skipUnchanged`. */
  readonly fingerprintDays: number;
  /** An event that could not be understood, with all it said. */
  readonly eventDays: number;
}

/** What a workflow says of it. The rest is {@link DEFAULT_RETENTION}. */
export type RetentionConfig = { readonly [Name in keyof Retention]?: number | undefined };

/** What nobody says otherwise; docs/security.md has the same table. An item that was pushed leaves at once. */
export const DEFAULT_RETENTION: Retention = {
  deadLetterDays: 30,
  runDays: 90,
  fingerprintDays: 180,
  eventDays: 7,
};

/** Ten years; nobody wants to keep people's data for longer by mistake. */
export const MOST_RETENTION_DAYS = 3_650;
export const DAY_MS = 86_400_000;

const days = z.number().positive().max(MOST_RETENTION_DAYS).optional();

/** The shape of what a workflow file says. */
export const RetentionShape = z
  .strictObject({ deadLetterDays: days, runDays: days, fingerprintDays: days, eventDays: days })
  .refine(({ deadLetterDays = 0, runDays = Infinity }) => deadLetterDays <= runDays, {
    path: ['deadLetterDays'],
    error: 'more than runDays: a dead letter goes with its run at the latest',
  });

/**
 * With every default filled in. A dead letter never outlives its run.
 * @param runDays of the deployment, for workflows that don't say
 */
export function retentionOf(
  said: RetentionConfig | undefined,
  runDays: number = DEFAULT_RETENTION.runDays,
): Retention {
  const kept = said?.runDays ?? runDays;
  return {
    deadLetterDays: Math.min(said?.deadLetterDays ?? DEFAULT_RETENTION.deadLetterDays, kept),
    runDays: kept,
    fingerprintDays: said?.fingerprintDays ?? DEFAULT_RETENTION.fingerprintDays,
    eventDays: said?.eventDays ?? DEFAULT_RETENTION.eventDays,
  };
}
