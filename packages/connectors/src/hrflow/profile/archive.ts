import { z } from 'zod';
import type { Writer } from '../../kit/entity.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { archiveItem, checkShelf, sourceShelf } from '../indexing.js';
import { HrflowReference } from '../reference.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowArchiveProfilesParameters = z.strictObject({
  source_key: z.string().min(1).describe('HrFlow.ai source key'),
});

/**
 * Archives profiles by their reference. HrFlow keeps them, marked as archived; archiving one twice leaves it
 * as it is. One that HrFlow doesn't hold is rejected (`profile_not_found`), never passed over.
 */
export const archiveProfiles: Writer<
  HrflowCredentials,
  typeof HrflowArchiveProfilesParameters,
  HrflowReference
> = {
  api: hrflowApi,
  endpoints: [ENDPOINTS.archiveProfile('Archive the profile with this reference.'), ENDPOINTS.getSource],
  parameters: HrflowArchiveProfilesParameters,
  item: HrflowReference,
  check: (client, { source_key }) => checkShelf(client, sourceShelf(source_key)),
  async push(client, { source_key }, { reference }) {
    await archiveItem(client, sourceShelf(source_key), reference);
    return 'written';
  },
};
