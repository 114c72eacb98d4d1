import { z } from 'zod';
import type { Writer } from '../../kit/entity.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { boardShelf, checkShelf, fetchItem, replaceItem } from '../indexing.js';
import { mergeItem } from '../merge.js';
import { referenceOf } from '../reference.js';
import { HrflowJob } from './schema.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowUpdateJobsParameters = z.strictObject({
  board_key: z.string().min(1).describe('HrFlow.ai board key'),
});

/**
 * Updates jobs that HrFlow holds already: reads each by its reference, merges the item into it and writes the
 * whole job back, because HrFlow replaces what a PUT leaves out. So what parsing once added to a job stays.
 * One that HrFlow doesn't hold is rejected (`job_not_found`). Between reading and writing, another writer's
 * change to the same job can be overwritten; HrFlow offers nothing to prevent that.
 */
export const updateJobs: Writer<HrflowCredentials, typeof HrflowUpdateJobsParameters, HrflowJob> = {
  api: hrflowApi,
  endpoints: [
    ENDPOINTS.getJob('Read the stored job by its reference.'),
    ENDPOINTS.editJob('Write the merged job.'),
    ENDPOINTS.getBoard,
  ],
  parameters: HrflowUpdateJobsParameters,
  requestsPerItem: 2,
  item: HrflowJob,
  check: (client, { board_key }) => checkShelf(client, boardShelf(board_key)),
  async push(client, { board_key }, item) {
    const reference = referenceOf(item, 'job');
    const shelf = boardShelf(board_key);
    const stored = await fetchItem(client, shelf, reference);
    await replaceItem(client, shelf, stored, { ...mergeItem(stored, item), reference });
    return 'written';
  },
};
