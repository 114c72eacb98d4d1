import { z } from 'zod';
import type { Endpoint, PushOutcome, Writer } from '../kit/entity.js';
import { RejectedItemError, RetryableError } from '../kit/errors.js';
import type { HttpClient, HttpResponse } from '../kit/http/client.js';
import { providerMessage } from '../kit/http/recovery.js';
import { optionalText } from '../kit/parameters.js';
import { textOrNull } from '../kit/present.js';
import { breezyhrApi } from './api.js';
import { BreezyhrCandidateInput } from './candidate-input.js';
import { checkCompany } from './company.js';
import { completeCandidate } from './complete.js';
import { BREEZYHR_ID, NO_ID, type BreezyhrCredentials } from './credentials.js';
import { ENDPOINTS } from './endpoints.js';
import { emailOf, findOnPosition, positionPath, standingOf } from './find.js';
import { checkPosition } from './positions.js';

/** The description is that of hrflow-connectors. */
export const positionToWrite = z
  .string()
  .regex(BREEZYHR_ID, NO_ID)
  .describe('Id of the position to create a new candidate for');

/** Names and descriptions are those of hrflow-connectors; `cover_letter` those of its older `push_profile`. */
export const BreezyhrCreateProfilesParameters = z.strictObject({
  position_id: positionToWrite,
  origin: z
    .enum(['sourced', 'applied'])
    .default('sourced')
    .describe('will indicate in Breezy if the candidate should be marked as sourced or applied'),
  stage_actions_enabled: z
    .boolean()
    .default(false)
    .describe(
      'When origin is "sourced", should stage actions be executed (defaults to false). This is always true when origin is "applied"',
    ),
  cover_letter: optionalText('Candidate cover letter'),
});
type Parameters = z.output<typeof BreezyhrCreateProfilesParameters>;

/** What finding and completing a candidate takes. */
export const WRITE_ENDPOINTS: readonly Endpoint[] = [
  ENDPOINTS.search('Find the candidate by e-mail, and on the position.'),
  ENDPOINTS.candidate('Read what Breezy HR holds of the candidate.'),
  ENDPOINTS.education('Add, or update, an entry of the education.'),
  ENDPOINTS.workHistory('Add, or update, an entry of the work history.'),
  ENDPOINTS.resume('Attach the résumé where the candidate has none.'),
  ENDPOINTS.position('Check before a run that the position exists.'),
  ENDPOINTS.companies,
  ENDPOINTS.signIn,
];

/**
 * Creates candidates on a position. One who is there already, known by e-mail, is not created again: he gets
 * what he lacks of histories and résumé, so that a push that broke off half-way is completed when it is
 * repeated, and nothing he has is changed. An item without an e-mail is rejected, because it could be created
 * twice. What can't be prevented: an `applied` candidate whose application is incomplete is written to by
 * Breezy each time such a push is tried again.
 */
export const createBreezyhrCandidates: Writer<
  BreezyhrCredentials,
  typeof BreezyhrCreateProfilesParameters,
  BreezyhrCandidateInput
> = {
  api: breezyhrApi,
  endpoints: [ENDPOINTS.addCandidate('Create the candidate on the position.'), ...WRITE_ENDPOINTS],
  parameters: BreezyhrCreateProfilesParameters,
  // Search, create, read back, attach the résumé.
  requestsPerItem: 4,
  item: BreezyhrCandidateInput,
  check: checkWriting,
  push,
};

/**
 * @throws {@link ConfigurationError} for token, company or position
 */
export async function checkWriting(client: HttpClient, { position_id }: { position_id: string }) {
  await checkCompany(client);
  await checkPosition(client, position_id, 'pushParameters.position_id');
}

async function push(
  client: HttpClient,
  parameters: Parameters,
  item: BreezyhrCandidateInput,
): Promise<PushOutcome> {
  const { position_id } = parameters;
  const email = emailOf(item);
  const known = await findOnPosition(client, position_id, email);
  if (known) return (await completeCandidate(client, known, item)) ? 'written' : 'unchanged';
  const id = await create(client, parameters, item);
  const created =
    id === undefined
      ? await alreadyThere(client, position_id, email)
      : await standingOf(client, position_id, id);
  const completed = await completeCandidate(client, created, item);
  return id !== undefined || completed ? 'written' : 'unchanged';
}

/** @returns the new candidate's id; nothing when Breezy says that he is on the position already (409) */
async function create(
  client: HttpClient,
  { position_id, origin, stage_actions_enabled, cover_letter }: Parameters,
  { resume: _resume, ...item }: BreezyhrCandidateInput,
): Promise<string | undefined> {
  if (textOrNull(item.name) === null) throw nameless();
  const letter = textOrNull(item.cover_letter) ?? cover_letter;
  const path = `${await positionPath(client, position_id)}/candidates`;
  const json = { ...withoutBlanks(item), ...(letter !== null && { cover_letter: letter }), origin };
  try {
    return createdIn(await client.send({ method: 'POST', path, query: { stage_actions_enabled }, json }));
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    if (error.code === 'conflict') return undefined;
    throw error.code === 'precondition_failed' ? notPublished(error) : error;
  }
}

/** Answers to a creation: w6w's Breezy app, quoting developer.breezy.hr "Add candidate". */
function createdIn({ status, body }: HttpResponse): string {
  const { _id: id } = (body ?? {}) as { _id?: unknown };
  if (typeof id === 'string' && id !== '') return id;
  if (status === 202) {
    const words = providerMessage(body);
    throw new RejectedItemError(
      `Breezy HR did not create the candidate (202): the position's application form asks for more than the profile has, ` +
        `and Breezy HR writes to him for the rest${words ? ` (${words})` : ''}. With pushParameters.origin "sourced" no form is asked for.`,
      { code: 'application_incomplete', path: 'pushParameters.origin' },
    );
  }
  throw new RetryableError('Breezy HR answered a creation without the candidate.', {
    code: 'unexpected_answer',
    detail: `POST candidates: ${status}, no _id in the answer`,
  });
}

/** Somebody else created him since we looked. */
async function alreadyThere(client: HttpClient, positionId: string, email: string) {
  const known = await findOnPosition(client, positionId, email);
  if (known) return known;
  throw new RejectedItemError(
    'Breezy HR has this candidate on the position already (409), but does not find him by his e-mail, so nothing was written.',
    { code: 'conflict', path: 'email_address' },
  );
}

function notPublished(cause: RejectedItemError): RejectedItemError {
  return new RejectedItemError(
    'Breezy HR takes no candidates for this position, because it is not published (412). Publish it, or check ' +
      'pushParameters.position_id, then retry.',
    { code: 'position_not_published', path: 'pushParameters.position_id', detail: cause.detail, cause },
  );
}

function nameless(): RejectedItemError {
  return new RejectedItemError(
    'The profile has no name, and Breezy HR takes no candidate without one. Give the profile info.full_name in HrFlow, or mend the format.',
    { code: 'name_missing', path: 'name' },
  );
}

/** The attributes that say something. */
export function withoutBlanks(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => !isBlank(value)));
}

function isBlank(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
}
