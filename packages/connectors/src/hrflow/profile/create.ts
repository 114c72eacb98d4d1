import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import type { SyncError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { checkShelf, createItem, findItem, replaceItem, type Shelf, sourceShelf } from '../indexing.js';
import type { JsonObject } from '../../kit/json.js';
import { mergeItem } from '../merge.js';
import { newItem } from '../new.js';
import { referenceOf } from '../reference.js';
import { afterParsing, bringResume, withoutResume } from './resume.js';
import { HrflowProfile } from './schema.js';
import { finished, isUnfinished, unfinished } from './unfinished.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowCreateProfilesParameters = z.strictObject({
  source_key: z.string().min(1).describe('HrFlow.ai source key'),
});
type Parameters = z.output<typeof HrflowCreateProfilesParameters>;

/**
 * Creates the profiles that HrFlow doesn't hold yet, told by their reference; one that it holds is left as
 * it is and counts as unchanged.
 *
 * Without a résumé, the item itself is written, in one request. With one, HrFlow makes the profile of the
 * file, and the item's data is merged into it once the parsing is done, whether HrFlow parses at once or
 * later. Between the two the profile carries a mark, so that a push repeated after a crash ends what the
 * first try began instead of taking it for done. A profile whose résumé can't be had is created all the
 * same, keeps the mark and counts as a dead letter (`resume_unavailable`): its retry, or the next run,
 * brings the résumé.
 *
 * What can't be prevented: a try that died while HrFlow had its file in the queue shows nowhere, so the next
 * one uploads the file again; HrFlow parses it twice into the one profile. And where somebody else creates a
 * profile of the same reference while ours is being parsed, HrFlow makes one of both, and the merge keeps
 * what either knows.
 */
export const createProfiles: Writer<HrflowCredentials, typeof HrflowCreateProfilesParameters, HrflowProfile> =
  {
    api: hrflowApi,
    endpoints: [
      ENDPOINTS.getProfile('See by its reference whether HrFlow holds the profile.'),
      ENDPOINTS.addProfile('Write a profile that has no résumé.'),
      ENDPOINTS.parseResume('Make a profile of a résumé.'),
      ENDPOINTS.editProfile("Merge the item's data into the profile made of its résumé."),
      ENDPOINTS.getSource,
    ],
    parameters: HrflowCreateProfilesParameters,
    // Look for it, write it. A résumé takes more.
    requestsPerItem: 2,
    item: HrflowProfile,
    check: (client, { source_key }) => checkShelf(client, sourceShelf(source_key)),
    push,
  };

async function push(
  client: HttpClient,
  { source_key }: Parameters,
  item: HrflowProfile,
): Promise<PushOutcome> {
  const reference = referenceOf(item, 'profile');
  const shelf = sourceShelf(source_key);
  const held = await findItem(client, shelf, reference);
  if (held && !isUnfinished(held)) return 'unchanged';
  const mark = randomUUID();
  const target = {
    sourceKey: source_key,
    reference,
    stored: held,
    mark: held ? undefined : mark,
    createdAt: item.created_at ?? undefined,
  };
  const outcome = await bringResume(client, target, item.resume);
  if (outcome.kind === 'failed') {
    if (!isResumesFault(outcome.error)) throw outcome.error;
    await write(client, shelf, held, item, (profile) => unfinished(profile, mark));
    throw withoutResume(outcome.error, 'created');
  }
  const current = outcome.kind === 'parsed' ? afterParsing(held, outcome.profile) : held;
  await write(client, shelf, current, item, finished);
  return 'written';
}

/** Writes the item: into what HrFlow holds of it, or as a new profile. */
async function write(
  client: HttpClient,
  shelf: Shelf,
  current: JsonObject | undefined,
  item: HrflowProfile,
  stamp: (profile: JsonObject) => JsonObject,
): Promise<void> {
  const reference = referenceOf(item, 'profile');
  if (current) await replaceItem(client, shelf, current, { ...stamp(mergeItem(current, item)), reference });
  else await createItem(client, shelf, { ...stamp(newProfile(item)), reference });
}

/** Only then is there something to write without it. Everything else says: nothing now, try again. */
function isResumesFault({ recovery, code }: SyncError): boolean {
  return recovery === 'reject' && code !== 'reference_taken';
}

/** Source: developers.hrflow.ai, "The Profile Object": `info` and `text` are required, with these keys. */
const EMPTY_INFO = { full_name: null, first_name: null, last_name: null, email: null, phone: null };
const LISTS = [
  'experiences',
  'educations',
  'skills',
  'languages',
  'certifications',
  'courses',
  'tasks',
  'interests',
  'tags',
  'metadatas',
  'labels',
];

function newProfile({ resume: _resume, ...item }: HrflowProfile): JsonObject {
  const info = { ...EMPTY_INFO, ...item.info };
  return newItem({ ...item, info, text: item.text ?? '' }, LISTS);
}
