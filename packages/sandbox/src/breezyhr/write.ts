import type { Call } from '../http/call.js';
import { isSame, type BreezyhrAccount, type BreezyhrCandidatePatch } from './account.js';
import type {
  BreezyhrCandidateRecord,
  BreezyhrEducationRecord,
  BreezyhrFileRecord,
  BreezyhrPositionRecord,
  BreezyhrWorkRecord,
} from './records.js';
import { Refusal } from './refusal.js';
import { STAGES } from './vocabulary.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Creates a candidate.
 * @throws {Refusal} 400, 409 for one who is on the position, 412 for a position that isn't published, and,
 *   though it is no failure, 202 for an application that lacks what the form asks for. Types and words are
 *   unverified; so is the order in which Breezy looks.
 */
export function createCandidate(
  account: BreezyhrAccount,
  position: BreezyhrPositionRecord,
  call: Call,
): BreezyhrCandidateRecord {
  const body = fieldsOf(call);
  const name = textOf(body['name']);
  const email = textOf(body['email_address']);
  const origin = body['origin'] ?? 'sourced';
  if (name === null) throw new Refusal(400, 'addCandidateMissingName', 'name is required');
  if (origin !== 'sourced' && origin !== 'applied')
    throw new Refusal(400, 'addCandidateInvalidOrigin', 'origin must be sourced or applied');
  if (origin === 'applied' && email === null)
    throw new Refusal(400, 'addCandidateMissingEmail', 'email_address is required');
  if (position.state !== 'published')
    throw new Refusal(412, 'positionNotPublished', 'the position is not published');
  if (account.candidates(position._id).some((each) => email !== null && isSame(each.email_address, email)))
    throw new Refusal(409, 'candidateExists', 'the candidate is already on this position');
  if (origin === 'applied') completeOrInvite(account, position, body, email ?? '');
  const [stage = null] = STAGES;
  const takesHistory = account.behaviour.createTakesHistory;
  return account.create(position._id, {
    ...NOTHING,
    ...attributesOf(body),
    meta_id: account.personOf(email),
    name,
    origin,
    stage,
    work_history: takesHistory ? listOf(body['work_history']).map(workOf) : [],
    education: takesHistory ? listOf(body['education']).map(educationOf) : [],
    custom_attributes: listOf(body['custom_attributes']),
  });
}

/** A candidate of whom only the name is known. */
const NOTHING = {
  email_address: null,
  phone_number: null,
  headline: null,
  summary: null,
  address: null,
  source: null,
  tags: [],
  cover_letter: null,
  social_profiles: {},
  resume: undefined,
  overall_score: null,
} satisfies BreezyhrCandidatePatch;

function completeOrInvite(
  account: BreezyhrAccount,
  { application_form }: BreezyhrPositionRecord,
  body: Fields,
  email: string,
): void {
  const asked = Object.entries(application_form).filter(([, rule]) => rule === 'required');
  const lacking = asked.map(([name]) => name).filter((name) => textOf(body[name]) === null);
  if (lacking.length === 0) return;
  account.invite(email);
  throw new Refusal(202, 'incompleteApplication', `the application is incomplete: ${lacking.join(', ')}`);
}

/** A PUT replaces each attribute that it is sent, and leaves the others. */
export function updateCandidate(account: BreezyhrAccount, id: string, call: Call): void {
  account.updateCandidate(id, attributesOf(fieldsOf(call)));
}

/** Adds an entry, or changes the one of the same company. */
export function putWork(account: BreezyhrAccount, candidate: BreezyhrCandidateRecord, call: Call): void {
  const work = workOf(fieldsOf(call));
  const work_history = upserted(candidate.work_history, work, (entry) => entry.company_name);
  account.updateCandidate(candidate._id, { work_history });
}

/** Adds an entry, or changes the one of the same school. */
export function putEducation(account: BreezyhrAccount, candidate: BreezyhrCandidateRecord, call: Call): void {
  const study = educationOf(fieldsOf(call));
  const education = upserted(candidate.education, study, (entry) => entry.school_name);
  account.updateCandidate(candidate._id, { education });
}

/** @throws {Refusal} 400 when there is no file under the name `file` */
export async function readFile(call: Call): Promise<BreezyhrFileRecord> {
  const headers = { 'content-type': call.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(call.body), { headers }).formData().catch(() => undefined);
  const file = form?.get('file');
  if (!(file instanceof File)) throw new Refusal(400, 'addResumeMissingFile', 'file is required');
  return { file_name: file.name, content_type: file.type, bytes: Buffer.from(await file.arrayBuffer()) };
}

function upserted<Entry>(
  entries: readonly Entry[],
  entry: Entry,
  placeOf: (entry: Entry) => string,
): Entry[] {
  const at = entries.findIndex((known) => placeOf(known).toLowerCase() === placeOf(entry).toLowerCase());
  return at === -1 ? [...entries, entry] : entries.with(at, { ...entries[at], ...entry });
}

function workOf(entry: unknown): BreezyhrWorkRecord {
  const fields = (entry ?? {}) as Partial<BreezyhrWorkRecord>;
  if (textOf(fields.company_name) === null)
    throw new Refusal(400, 'workHistoryMissingCompany', 'company_name is required');
  return fields as BreezyhrWorkRecord;
}

function educationOf(entry: unknown): BreezyhrEducationRecord {
  const fields = (entry ?? {}) as Partial<BreezyhrEducationRecord>;
  if (textOf(fields.school_name) === null)
    throw new Refusal(400, 'educationMissingSchool', 'school_name is required');
  return fields as BreezyhrEducationRecord;
}

/** The attributes of a body that a candidate has. */
function attributesOf(body: Fields): BreezyhrCandidatePatch {
  const { source } = body;
  const texts = ['name', 'email_address', 'phone_number', 'headline', 'summary', 'address', 'cover_letter'];
  const given = texts.filter((name) => name in body).map((name) => [name, textOf(body[name])] as const);
  return {
    ...(Object.fromEntries(given) as BreezyhrCandidatePatch),
    ...('tags' in body && {
      tags: listOf(body['tags']).filter((tag): tag is string => typeof tag === 'string'),
    }),
    ...('social_profiles' in body && { social_profiles: body['social_profiles'] as Record<string, string> }),
    ...(typeof source === 'string' && { source: { id: source.toLowerCase(), name: source, type: 'custom' } }),
  };
}

function fieldsOf(call: Call): Fields {
  if (typeof call.json === 'object' && call.json !== null) return call.json as Fields;
  throw new Refusal(400, 'invalidBody', 'expected a JSON object');
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
