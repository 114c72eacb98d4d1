import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import { ConfigurationError, RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { optionalText } from '../../kit/parameters.js';
import { flatchrApi, type FlatchrCredentials } from '../api.js';
import type { FlatchrApplicantRow } from '../applicants/applicant.js';
import { fetchDetails } from '../applicants/complete.js';
import { isArchived } from '../applicants/read.js';
import { checkCompany } from '../check.js';
import { companyPath } from '../path.js';
import { isObject } from '../../kit/json.js';
import { folded, idOf } from '../value.js';
import { listVacancies } from '../vacancies/list.js';
import { FlatchrCandidateUpdate } from './candidate.js';
import { emailOf, findApplicants, isIn, notFound } from './find.js';

/** Under which the meta information stands in Flatchr unless the workflow names another application. */
const APP_NAME = 'HrFlow.ai';

/** Names and descriptions are those of hrflow-connectors. */
export const FlatchrUpdateProfilesParameters = z.strictObject({
  app_name: optionalText(
    "Name of the application inserting the data (e.g. if used by a CV parsing application)\nExemple: 'HRMatch'",
  ),
});
type Parameters = z.output<typeof FlatchrUpdateProfilesParameters>;

/**
 * Updates a candidate, found by e-mail. Flatchr has no route to edit one, so this does what there is:
 *
 * 1. what HrFlow knows becomes the candidate's meta information of the application `app_name`, which
 *    Flatchr keeps for accounts with the Premium CV library;
 * 2. where first or last name are others than Flatchr's, they are put on the applicant. Flatchr's answer has
 *    to show them: what is ignored in silence is no update. The column isn't sent, so nobody is moved.
 *
 * A candidate that Flatchr doesn't have is rejected, never created. Pushed twice, it says the same twice;
 * whether Flatchr then replaces the meta information or keeps both is not documented.
 */
export const updateFlatchrCandidates: Writer<
  FlatchrCredentials,
  typeof FlatchrUpdateProfilesParameters,
  FlatchrCandidateUpdate
> = {
  api: flatchrApi,
  endpoints: [
    {
      name: 'Update Candidate',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Meta_informations_candidat',
      description: 'Update a candidate: its meta information, of the Premium CV library',
    },
    {
      name: 'Get Candidates',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Recuperer_un_candidat',
      description: 'Find the candidate by e-mail',
    },
    {
      name: 'Move Candidate',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Deplacer_un_candidat',
      description: 'Put a name that has changed on the applicant, without moving it',
    },
  ],
  parameters: FlatchrUpdateProfilesParameters,
  requestsPerItem: 2,
  item: FlatchrCandidateUpdate,
  async check(client) {
    await checkCompany(client);
  },
  push,
};

async function push(
  client: HttpClient,
  { app_name }: Parameters,
  item: FlatchrCandidateUpdate,
): Promise<PushOutcome> {
  const email = emailOf(item);
  const row = meant(await findApplicants(client, { email }), item);
  if (row === undefined) throw notFound('');
  const meta = { app_name: app_name ?? APP_NAME, type: 'applicants', value: item.value };
  await writeMeta(client, meta, email, String(idOf(row.applicant)));
  const names = changedNames(row, item);
  if (names !== undefined) await writeNames(client, row, names);
  return 'written';
}

/** All rows are one person's. The one the profile came from, else a live one, speaks for them. */
function meant(
  rows: readonly FlatchrApplicantRow[],
  { applicant_id, reference }: FlatchrCandidateUpdate,
): FlatchrApplicantRow | undefined {
  const ids = [applicant_id, reference];
  const own = rows.find(({ applicant }) => ids.includes(idOf(applicant)));
  return own ?? rows.find((row) => !isArchived(row)) ?? rows[0];
}

type Meta = Readonly<Record<'app_name' | 'type' | 'value', unknown>>;

/**
 * The docs want the e-mail as `reference`; a comment of 2023 in hrflow-connectors says that the server wants
 * the candidate's id [unverified]. So the e-mail goes first, and an id where Flatchr rejects it.
 */
async function writeMeta(client: HttpClient, meta: Meta, email: string, applicant: string): Promise<void> {
  const post = (reference: string) => {
    const path = companyPath(client, 'search', 'candidate');
    return client.send({ method: 'POST', path, json: { ...meta, reference } });
  };
  try {
    await post(email).catch(async (rejection: unknown) => {
      if (!(rejection instanceof RejectedItemError)) throw rejection;
      const candidate = idOf((await fetchDetails(client, applicant))?.candidate?.id);
      if (candidate !== null) {
        const done = await accepted(post(candidate));
        if (done) return;
      }
      // The first rejection is about what the docs ask for, so it is the one to report.
      if (!(await accepted(post(applicant)))) throw rejection;
    });
  } catch (error) {
    throw withoutPremium(error);
  }
}

async function accepted(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof RejectedItemError) return false;
    throw error;
  }
}

function withoutPremium(error: unknown): unknown {
  const isRefused =
    error instanceof ConfigurationError && ['forbidden', 'quota_exhausted'].includes(error.code);
  if (!isRefused) return error;
  return new ConfigurationError(
    'Flatchr does not take meta information of candidates from this account. It belongs to the paid Premium CV library: ask Flatchr to turn it on for the company.',
    { code: error.code, path: 'connectorAuth.company_id', detail: error.detail, cause: error },
  );
}

interface Names {
  readonly firstname: string;
  readonly lastname: string;
}

/** Letters' case is no change: résumés shout. */
function changedNames(
  row: FlatchrApplicantRow,
  { firstname, lastname }: FlatchrCandidateUpdate,
): Names | undefined {
  if (!firstname?.trim() || !lastname?.trim()) return undefined;
  const same = folded(row.firstname) === folded(firstname) && folded(row.lastname) === folded(lastname);
  return same ? undefined : { firstname: firstname.trim(), lastname: lastname.trim() };
}

/** Source: docs of 2020, "Modifier un candidat"; today's page of the same route names `column_id` alone [unverified]. */
async function writeNames(client: HttpClient, row: FlatchrApplicantRow, names: Names): Promise<void> {
  const vacancy = (await listVacancies(client)).find((each) => isIn(row, each));
  const [vacancyId, applicantId] = [idOf(vacancy?.id), idOf(row.applicant)];
  if (vacancyId === null || applicantId === null)
    throw namesKept('it does not list the vacancy of this candidate');
  const path = companyPath(client, 'vacancy', vacancyId, 'applicant', applicantId);
  let body: unknown;
  try {
    ({ body } = await client.send({ method: 'PUT', path, json: names }));
  } catch (error) {
    throw error instanceof RejectedItemError ? namesKept(error.message, error) : error;
  }
  const candidate = isObject(body) && isObject(body['candidate']) ? body['candidate'] : {};
  const shown =
    folded(candidate['firstname']) === folded(names.firstname) &&
    folded(candidate['lastname']) === folded(names.lastname);
  if (!shown) throw namesKept('its answer still shows the old one');
}

function namesKept(why: string, cause?: RejectedItemError): RejectedItemError {
  return new RejectedItemError(
    `The candidate's meta information was updated, but Flatchr did not take the new name: ${why}. Change it in Flatchr, then retry.`,
    { code: 'name_not_updated', detail: cause?.detail, cause },
  );
}
