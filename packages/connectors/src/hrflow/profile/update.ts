import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import type { HttpClient } from '../../kit/http/client.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { checkShelf, fetchItem, replaceItem, sourceShelf } from '../indexing.js';
import { mergeItem, SERVER_OWNED } from '../merge.js';
import { referenceOf } from '../reference.js';
import { afterParsing, bringResume, withoutResume } from './resume.js';
import { HrflowProfile } from './schema.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowUpdateProfilesParameters = z.strictObject({
  source_key: z.string().min(1).describe('HrFlow.ai source key'),
  only_edit_fields: z
    .array(
      z.string().refine((name) => !SERVER_OWNED.has(name), {
        error: ({ input }) => `"${String(input)}" is made by HrFlow and can not be edited`,
      }),
    )
    .min(1, 'an empty list edits nothing; leave it out to edit all attributes')
    .nullable()
    .default(null)
    .describe("List of attributes to use for the edit operation e.g. ['tags', 'metadatas']"),
});
type Parameters = z.output<typeof HrflowUpdateProfilesParameters>;

/**
 * Updates profiles that HrFlow holds already: reads each by its reference, merges the item into it and
 * writes the whole profile back, because HrFlow replaces what a PUT leaves out. A profile that wouldn't
 * change is written all the same: a push repeated after a crash must count as the first one did. Between
 * reading and writing, another writer's change to the same profile can be overwritten; HrFlow offers nothing
 * to prevent that.
 */
export const updateProfiles: Writer<HrflowCredentials, typeof HrflowUpdateProfilesParameters, HrflowProfile> =
  {
    api: hrflowApi,
    endpoints: [
      ENDPOINTS.getProfile('Read the stored profile by its reference.'),
      ENDPOINTS.editProfile('Write the merged profile.'),
      ENDPOINTS.parseResume('Parse a résumé that HrFlow does not have yet.'),
      ENDPOINTS.getSource,
    ],
    parameters: HrflowUpdateProfilesParameters,
    // Read it, write it. A résumé takes more, but few items bring a new one.
    requestsPerItem: 2,
    item: HrflowProfile,
    check: (client, { source_key }) => checkShelf(client, sourceShelf(source_key)),
    push,
  };

async function push(
  client: HttpClient,
  { source_key, only_edit_fields }: Parameters,
  item: HrflowProfile,
): Promise<PushOutcome> {
  const reference = referenceOf(item, 'profile');
  const shelf = sourceShelf(source_key);
  const stored = await fetchItem(client, shelf, reference);
  const withResume = only_edit_fields === null || only_edit_fields.includes('resume');
  const target = { sourceKey: source_key, reference, stored };
  const outcome = await bringResume(client, target, withResume ? item.resume : undefined);
  const current = outcome.kind === 'parsed' ? afterParsing(stored, outcome.profile) : stored;
  await replaceItem(client, shelf, stored, { ...mergeItem(current, item, only_edit_fields), reference });
  if (outcome.kind === 'failed') throw withoutResume(outcome.error, 'updated');
  return 'written';
}
