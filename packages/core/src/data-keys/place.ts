import { jobIds } from '../queues/catalogue.js';

/** An item of a run, as its push job names it. */
export interface ItemPlace {
  readonly workflowId: string;
  readonly runId: string;
  readonly ordinal: number;
}

/**
 * Where sealed data lies. It is part of what is authenticated, so that data of one job doesn't open in another,
 * nor in one of another workflow. Changing one of these makes what is stored unreadable.
 */
export const placeOf = {
  push: ({ workflowId, runId, ordinal }: ItemPlace): string =>
    `push ${workflowId} ${jobIds.push(runId, ordinal)}`,
  /** Formatted, for the callback of its run. */
  spooled: ({ workflowId, runId, ordinal }: ItemPlace): string =>
    `spool ${workflowId} ${jobIds.push(runId, ordinal)}`,
  /** Formatted, by a dry run. */
  previewed: ({ workflowId, runId, ordinal }: ItemPlace): string =>
    `preview ${workflowId} ${jobIds.push(runId, ordinal)}`,
  /** Attempts at an item, with what was sent and answered. */
  trail: ({ workflowId, runId, ordinal }: ItemPlace): string =>
    `trail ${workflowId} ${jobIds.push(runId, ordinal)}`,
  /** A record that somebody handed in to a run. */
  given: ({ workflowId, runId, ordinal }: ItemPlace): string => `given ${workflowId} ${runId} ${ordinal}`,
  /** The body of an event. */
  event: (workflowId: string, jobId: string): string => `event ${workflowId} ${jobId}`,
};
