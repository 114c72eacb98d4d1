import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import { ConfigurationError, RejectedItemError, type SyncError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import type { JsonObject } from './json.js';
import { mergeProfile, SERVER_OWNED } from './merge.js';
import { bringResume, type ResumeOutcome } from './resume.js';
import { HrflowProfile } from './schema.js';
import { fetchProfile } from './stored.js';

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
 * change is written all the same: a push repeated after a crash must count as the first one did. Between reading and writing, another writer's change to the same profile can
 * be overwritten; HrFlow offers nothing to prevent that.
 */
export const updateProfiles: Writer<HrflowCredentials, typeof HrflowUpdateProfilesParameters, HrflowProfile> =
  {
    api: hrflowApi,
    endpoints: [
      {
        name: 'Get a Profile',
        url: 'https://developers.hrflow.ai/reference/get-a-profile',
        description: 'Read the stored profile by its reference.',
      },
      {
        name: 'Edit a Profile',
        url: 'https://developers.hrflow.ai/reference/edit-a-profile',
        description: 'Write the merged profile.',
      },
      {
        name: 'Parse a Resume',
        url: 'https://developers.hrflow.ai/reference/parse-a-resume-file',
        description: 'Parse a résumé that HrFlow does not have yet.',
      },
      {
        name: 'Get a Source',
        url: 'https://developers.hrflow.ai/reference/get-a-source',
        description: 'Check the API key and the source before a run.',
      },
    ],
    parameters: HrflowUpdateProfilesParameters,
    // Read it, write it. A résumé takes more, but few items bring a new one.
    requestsPerItem: 2,
    item: HrflowProfile,
    check,
    push,
  };

async function check(client: HttpClient, { source_key }: Parameters): Promise<void> {
  try {
    await client.send({ method: 'GET', path: 'source', query: { key: source_key } });
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    // There is no item yet that could be at fault: a 404 here means that HRFLOW_API_URL leads elsewhere.
    const { message, code, detail } = error;
    throw new ConfigurationError(message, { code, detail, cause: error });
  }
}

async function push(
  client: HttpClient,
  { source_key, only_edit_fields }: Parameters,
  item: HrflowProfile,
): Promise<PushOutcome> {
  const reference = referenceOf(item);
  const stored = await fetchProfile(client, source_key, reference);
  const withResume = only_edit_fields === null || only_edit_fields.includes('resume');
  const outcome: ResumeOutcome =
    withResume && item.resume
      ? await bringResume(client, { sourceKey: source_key, reference, stored }, item.resume)
      : { kind: 'known' };
  const current = outcome.kind === 'parsed' ? afterParsing(stored, outcome.profile) : stored;
  const merged = mergeProfile(current, item, only_edit_fields);
  await write(client, source_key, reference, merged);
  if (outcome.kind === 'failed') throw withoutResume(outcome.error);
  return 'written';
}

/** Written twice, it leaves the same profile, so a PUT whose answer was lost may be repeated. */
async function write(client: HttpClient, sourceKey: string, reference: string, profile: JsonObject) {
  const json = { ...profile, source_key: sourceKey, reference };
  await client.send({ method: 'PUT', path: 'profile/indexing', json, ignoreBody: true });
}

/** Parsing replaces what an earlier parsing or another writer had put there; what it lost is put back. */
function afterParsing(stored: JsonObject, parsed: JsonObject): JsonObject {
  const own = Object.entries(parsed).filter(([name]) => SERVER_OWNED.has(name));
  return { ...mergeProfile(stored, parsed), ...Object.fromEntries(own) };
}

function referenceOf({ reference }: HrflowProfile): string {
  if (reference) return reference;
  throw new RejectedItemError(
    'The item has no reference, so HrFlow can not tell which profile it is. Check the format.',
    {
      code: 'reference_missing',
      path: 'reference',
    },
  );
}

/** The profile is up to date but for its résumé; the item must not pass for done. */
function withoutResume(error: SyncError): SyncError {
  if (error.recovery !== 'reject') return error;
  return new RejectedItemError(`The profile was updated, but its résumé was not parsed. ${error.message}`, {
    code: 'resume_unavailable',
    detail: error.detail,
    cause: error,
  });
}
