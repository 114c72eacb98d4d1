import { RetryableError, SyncError } from '../../kit/errors.js';
import type { Download, HttpClient, HttpResponse } from '../../kit/http/client.js';
import { parseInstant } from '../../kit/time.js';
import { isObject, type JsonObject } from './json.js';
import type { HrflowResume } from './schema.js';
import { fetchProfile, profileIn } from './stored.js';

/** Larger files are no résumés. HrFlow's own limit is not published. */
const MAX_RESUME_BYTES = 25 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** HrFlow parses while we wait, on a source with synchronous parsing. */
const PARSING_TIMEOUT_MS = 120_000;
/** Parsing takes seconds; the first looks are for the lucky cases. The Python SDK's own tests give up after 60 s. */
const POLL_DELAYS_MS = [500, 1_000, ...Array<number>(29).fill(2_000)];

/** What became of an item's résumé. */
export type ResumeOutcome =
  | { readonly kind: 'known' }
  | { readonly kind: 'parsed'; readonly profile: JsonObject }
  /** It wasn't parsed, for certain; the rest of the profile can be written all the same. */
  | { readonly kind: 'failed'; readonly error: SyncError };

export interface ResumeTarget {
  readonly sourceKey: string;
  readonly reference: string;
  readonly stored: JsonObject;
}

/**
 * Has HrFlow parse an item's résumé, unless HrFlow has the file already: parsing costs quota, and a run
 * reads the same file again and again.
 *
 * Two rules, cheap one first. HrFlow's copy is at least as new as the origin's file: known, without a
 * download. Or the file has as many bytes as one of the profile's attachments: known, after a
 * download (the origin of the file named no date, or got the same file again).
 *
 * @throws {@link SyncError} when it isn't certain whether HrFlow parses the file, or when it takes too
 *   long (`parsing_pending`)
 */
export async function bringResume(
  client: HttpClient,
  target: ResumeTarget,
  resume: HrflowResume,
): Promise<ResumeOutcome> {
  if (isKnownByDate(target.stored, resume)) return { kind: 'known' };
  let file: Download | undefined;
  try {
    file = await bytesOf(client, resume);
  } catch (error) {
    return failure(error);
  }
  if (file === undefined || isKnownBySize(target.stored, file)) return { kind: 'known' };
  let answer: HttpResponse;
  try {
    answer = await parse(client, target, resume, file);
  } catch (error) {
    // After a lost connection or a server error the file may have been parsed; a refusal is certain.
    if (error instanceof SyncError && error.recovery === 'retry') throw error;
    return failure(error);
  }
  return { kind: 'parsed', profile: await parsedProfile(client, target, answer) };
}

function failure(error: unknown): ResumeOutcome {
  if (error instanceof SyncError) return { kind: 'failed', error };
  throw error;
}

async function bytesOf(client: HttpClient, resume: HrflowResume): Promise<Download | undefined> {
  if (resume.raw) {
    return { bytes: Buffer.from(resume.raw, 'base64'), contentType: resume.content_type ?? undefined };
  }
  if (!resume.url) return undefined;
  return client.download(resume.url, { maxBytes: MAX_RESUME_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS });
}

function attachments(profile: JsonObject): JsonObject[] {
  const list = profile['attachments'];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/**
 * Looks at the files HrFlow keeps of a parsing: what was uploaded (`original`) and its PDF (`resume`).
 * HrFlow's dates are whole seconds, so the origin's are compared as such.
 */
function isKnownByDate(profile: JsonObject, resume: HrflowResume): boolean {
  const uploaded = resume.created_at ? parseInstant(resume.created_at) : undefined;
  if (uploaded === undefined) return false;
  const since = Math.floor(uploaded / 1000) * 1000;
  return attachments(profile).some((file) => {
    const written = file['updated_at'] ?? file['created_at'];
    const at = typeof written === 'string' ? parseInstant(written) : undefined;
    return (file['type'] === 'resume' || file['type'] === 'original') && at !== undefined && at >= since;
  });
}

function isKnownBySize(profile: JsonObject, { bytes }: Download): boolean {
  return attachments(profile).some((file) => file['file_size'] === bytes.length);
}

/** Source of the form's fields: Python SDK 4.3, `profile/parsing.py`. */
function parse(
  client: HttpClient,
  { sourceKey, reference }: ResumeTarget,
  resume: HrflowResume,
  file: Download,
): Promise<HttpResponse> {
  const type = resume.content_type ?? file.contentType ?? 'application/octet-stream';
  const form = new FormData();
  form.set('source_key', sourceKey);
  form.set('reference', reference);
  form.set('profile_content_type', type);
  form.set('sync_parsing', '1');
  form.set('sync_parsing_indexing', '1');
  form.set('webhook_parsing_sending', '0');
  form.set('file', new Blob([new Uint8Array(file.bytes)], { type }), resume.file_name || 'resume.pdf');
  const path = 'profile/parsing/file';
  return client.send({ method: 'POST', path, form, timeoutMs: PARSING_TIMEOUT_MS });
}

/**
 * The profile after parsing: in the answer (201), or later (202). Whether it comes at once is up to the
 * source; the request's flag is only a wish. Source: Python SDK 4.3, notebooks and tests.
 */
function parsedProfile(
  client: HttpClient,
  target: ResumeTarget,
  { body }: HttpResponse,
): Promise<JsonObject> {
  const data = isObject(body) ? body['data'] : undefined;
  const profile = isObject(data) ? data['profile'] : undefined;
  if (!isObject(profile)) return awaitParsing(client, target);
  return Promise.resolve(profileIn({ data: profile }, 'POST profile/parsing/file'));
}

/** Queued (202): the profile changes once the file is parsed. */
async function awaitParsing(client: HttpClient, target: ResumeTarget): Promise<JsonObject> {
  const before = version(target.stored);
  for (const delayMs of POLL_DELAYS_MS) {
    await client.sleep(delayMs);
    const profile = await fetchProfile(client, target.sourceKey, target.reference);
    if (version(profile) !== before) return profile;
  }
  throw new RetryableError('HrFlow is still parsing the résumé. The item is tried again.', {
    code: 'parsing_pending',
    detail: `POST profile/parsing/file: 202, nothing changed within a minute`,
  });
}

function version(profile: JsonObject): string {
  const files = attachments(profile).map((file) => [file['type'], file['file_size'], file['updated_at']]);
  return JSON.stringify([profile['updated_at'], files]);
}
