import { RateLimitedError, RejectedItemError, RetryableError, SyncError } from '../../kit/errors.js';
import type { Download, HttpClient, HttpResponse } from '../../kit/http/client.js';
import { parseInstant } from '../../kit/time.js';
import { findItem, sourceShelf } from '../indexing.js';
import { isObject, type JsonObject } from '../../kit/json.js';
import { mergeItem, SERVER_OWNED } from '../merge.js';
import { storedIn } from '../stored.js';
import type { HrflowResume } from './schema.js';
import { isUnfinished, marks, marksOf } from './unfinished.js';

/** Larger files are no résumés. HrFlow's own limit is not published. */
const MAX_RESUME_BYTES = 25 * 1024 * 1024;
/** Characters of base64 for each byte. */
const BASE64_LENGTH = 4 / 3;
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** HrFlow parses while we wait, on a source with synchronous parsing. */
const PARSING_TIMEOUT_MS = 120_000;
/** Parsing takes seconds; the first looks are for the lucky cases. The Python SDK's own tests give up after 60 s. */
const POLL_DELAYS_MS = [500, 1_000, ...Array<number>(29).fill(2_000)];
/** A longer wait for the limit is left to the worker, which frees its slot meanwhile. */
const LONGEST_PAUSE_MS = 10_000;

/** What became of an item's résumé. */
export type ResumeOutcome =
  | { readonly kind: 'known' }
  | { readonly kind: 'parsed'; readonly profile: JsonObject }
  /** It wasn't parsed, for certain; the rest of the profile can be written all the same. */
  | { readonly kind: 'failed'; readonly error: SyncError };

export interface ResumeTarget {
  readonly sourceKey: string;
  readonly reference: string;
  /** What HrFlow holds before; nothing where the file is to make the profile. */
  readonly stored: JsonObject | undefined;
  /** Marks the profile that the file makes: {@link marks}. Nobody else's upload has the same. */
  readonly mark?: string | undefined;
  /** The day to give the profile that the file makes. ISO 8601. */
  readonly createdAt?: string | undefined;
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
  resume: HrflowResume | null | undefined,
): Promise<ResumeOutcome> {
  if (!resume || isKnownByDate(target.stored, resume)) return { kind: 'known' };
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
  return { kind: 'parsed', profile: await parsedProfile(client, target, file, answer) };
}

function failure(error: unknown): ResumeOutcome {
  if (error instanceof SyncError) return { kind: 'failed', error };
  throw error;
}

async function bytesOf(client: HttpClient, resume: HrflowResume): Promise<Download | undefined> {
  if (resume.raw) {
    if (resume.raw.length > MAX_RESUME_BYTES * BASE64_LENGTH) throw tooLarge();
    return { bytes: Buffer.from(resume.raw, 'base64'), contentType: resume.content_type ?? undefined };
  }
  if (!resume.url) return undefined;
  return client.download(resume.url, { maxBytes: MAX_RESUME_BYTES, timeoutMs: DOWNLOAD_TIMEOUT_MS });
}

function tooLarge(): RejectedItemError {
  return new RejectedItemError('The item brings a file that is larger than any résumé. It is not sent on.', {
    code: 'response_too_large',
  });
}

function attachments(profile: JsonObject | undefined): JsonObject[] {
  const list = profile?.['attachments'];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/**
 * Looks at the files HrFlow keeps of a parsing: what was uploaded (`original`) and its PDF (`resume`).
 * HrFlow's dates are whole seconds, so the origin's are compared as such.
 */
function isKnownByDate(profile: JsonObject | undefined, resume: HrflowResume): boolean {
  const uploaded = resume.created_at ? parseInstant(resume.created_at) : undefined;
  if (uploaded === undefined) return false;
  const since = Math.floor(uploaded / 1000) * 1000;
  return attachments(profile).some((file) => {
    const written = file['updated_at'] ?? file['created_at'];
    const at = typeof written === 'string' ? parseInstant(written) : undefined;
    return (file['type'] === 'resume' || file['type'] === 'original') && at !== undefined && at >= since;
  });
}

function isKnownBySize(profile: JsonObject | undefined, { bytes }: Download): boolean {
  return attachments(profile).some((file) => file['file_size'] === bytes.length);
}

/** Source of the form's fields: Python SDK 4.3, `profile/parsing.py`. */
function parse(
  client: HttpClient,
  { sourceKey, reference, mark, createdAt }: ResumeTarget,
  resume: HrflowResume,
  file: Download,
): Promise<HttpResponse> {
  const type = resume.content_type ?? file.contentType ?? 'application/octet-stream';
  const form = new FormData();
  form.set('source_key', sourceKey);
  form.set('reference', reference);
  if (createdAt) form.set('created_at', createdAt);
  if (mark) form.set('metadatas', JSON.stringify(marks(mark)));
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
async function parsedProfile(
  client: HttpClient,
  target: ResumeTarget,
  file: Download,
  { body }: HttpResponse,
): Promise<JsonObject> {
  const data = isObject(body) ? body['data'] : undefined;
  const profile = isObject(data) ? data['profile'] : undefined;
  if (!isObject(profile)) return awaitParsing(client, target, file);
  return storedIn({ data: profile }, 'POST profile/parsing/file', 'profile');
}

/** Queued (202): the profile appears, or changes, once the file is parsed. */
async function awaitParsing(client: HttpClient, target: ResumeTarget, file: Download): Promise<JsonObject> {
  for (const delayMs of POLL_DELAYS_MS) {
    await client.sleep(delayMs);
    const profile = await look(client, target);
    if (profile && isParsed(profile, target, file)) return profile;
  }
  throw new RetryableError('HrFlow is still parsing the résumé. The item is tried again.', {
    code: 'parsing_pending',
    detail: `POST profile/parsing/file: 202, nothing changed within a minute`,
  });
}

/** A look that fails is no answer; to start over because of it would upload the file once more. */
async function look(client: HttpClient, { sourceKey, reference }: ResumeTarget) {
  try {
    return await findItem(client, sourceShelf(sourceKey), reference);
  } catch (error) {
    if (error instanceof RetryableError) return undefined;
    if (!(error instanceof RateLimitedError) || error.retryAfterMs > LONGEST_PAUSE_MS) throw error;
    await client.sleep(error.retryAfterMs);
    return undefined;
  }
}

/**
 * Whether a profile shows what this upload was made into. A new one has the upload's mark; one with
 * another mark comes from an earlier try's upload, and ours would still run over what we write now. That
 * HrFlow keeps the metadatas sent along with a file is what the SDK's form is for, but nobody has captured
 * it: a profile that was kept without, and has the file, is taken as well.
 */
function isParsed(profile: JsonObject, { stored, mark }: ResumeTarget, file: Download): boolean {
  if (stored) return version(profile) !== version(stored);
  if (mark === undefined || marksOf(profile).includes(mark)) return true;
  return !isUnfinished(profile) && isKnownBySize(profile, file);
}

function version(profile: JsonObject): string {
  const files = attachments(profile).map((file) => [file['type'], file['file_size'], file['updated_at']]);
  return JSON.stringify([profile['updated_at'], files]);
}

/** Parsing replaces what an earlier parsing or another writer had put there; what it lost is put back. */
export function afterParsing(stored: JsonObject | undefined, parsed: JsonObject): JsonObject {
  if (!stored) return parsed;
  const own = Object.entries(parsed).filter(([name]) => SERVER_OWNED.has(name));
  return { ...mergeItem(stored, parsed), ...Object.fromEntries(own) };
}

/** All of the profile is in HrFlow but for its résumé; the item must not pass for done. */
export function withoutResume(error: SyncError, done: 'created' | 'updated'): SyncError {
  if (error.recovery !== 'reject') return error;
  return new RejectedItemError(`The profile was ${done}, but its résumé was not parsed. ${error.message}`, {
    code: 'resume_unavailable',
    detail: error.detail,
    cause: error,
  });
}
