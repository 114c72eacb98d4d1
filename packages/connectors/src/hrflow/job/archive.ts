import { z } from 'zod';
import type { Writer } from '../../kit/entity.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { archiveItem, boardShelf, checkShelf } from '../indexing.js';
import { HrflowReference } from '../reference.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowArchiveJobsParameters = z.strictObject({
  board_key: z.string().min(1).describe('HrFlow.ai board key'),
});

/**
 * Archives jobs by their reference. HrFlow keeps them, marked as archived; archiving one twice leaves it as
 * it is. One that HrFlow doesn't hold is rejected (`job_not_found`), never passed over.
 */
export const archiveJobs: Writer<HrflowCredentials, typeof HrflowArchiveJobsParameters, HrflowReference> = {
  api: hrflowApi,
  endpoints: [ENDPOINTS.archiveJob('Archive the job with this reference.'), ENDPOINTS.getBoard],
  parameters: HrflowArchiveJobsParameters,
  item: HrflowReference,
  check: (client, { board_key }) => checkShelf(client, boardShelf(board_key)),
  async push(client, { board_key }, { reference }) {
    await archiveItem(client, boardShelf(board_key), reference);
    return 'written';
  },
};
