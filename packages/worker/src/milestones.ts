/**
 * Moments after which a crash must change nothing. The engine says when it reaches one; nobody listens but
 * the tests, which kill the process there.
 */
export const MILESTONES = [
  /** The run is in the ledger; nothing was checked. */
  'run.started',
  /** The first pull is in its queue; the run doesn't know yet. */
  'run.firstPullAdded',
  /** A page was read and prepared; nothing of it is durable. */
  'page.prepared',
  /** A page was handed over; its totals are not in the ledger yet. */
  'page.handedOver',
  /** The target has the item; it is not counted. */
  'push.written',
  /** The item is counted; its job is still active. */
  'push.settled',
  /** The dead letter is recorded; its job has not failed yet. */
  'push.buried',
  /** The incremental token has moved; the run is not finished. */
  'run.tokenMoved',
  /** The callback has run; nobody noted it. */
  'run.callbackDone',
  /** The run is finished; its job is still active. */
  'run.finished',
] as const;

export type Milestone = (typeof MILESTONES)[number];
