import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import { ConfigurationError, RejectedItemError, RetryableError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { optionalText } from '../../kit/parameters.js';
import { flatchrApi, type FlatchrCredentials } from '../api.js';
import type { FlatchrApplicantRow } from '../applicants/applicant.js';
import { isArchived } from '../applicants/read.js';
import { checkCompany } from '../check.js';
import { companyPath } from '../path.js';
import { isObject } from '../../kit/json.js';
import { idOf, textOf } from '../value.js';
import { listVacancies } from '../vacancies/list.js';
import type { FlatchrVacancy } from '../vacancies/vacancy.js';
import { FlatchrCandidateReference } from './candidate.js';
import { emailOf, findApplicants, isIn, notFound } from './find.js';

/** Names and descriptions are those of hrflow-connectors. */
export const FlatchrArchiveProfilesParameters = z.strictObject({
  vacancy_id: optionalText(
    'The ID of the offer to assign the candidate to\nEquivalent to id in the Flatchr API not vacancy_id nor the slug',
  ),
});
type Parameters = z.output<typeof FlatchrArchiveProfilesParameters>;

/**
 * Archives an application of a candidate: the one on the vacancy `vacancy_id`, or without it the only live one
 * there is. The candidate is found by e-mail; where the profile came from Flatchr, its own application is the
 * one. None, or several, is a rejection that says so. An application that is archived already stays so and
 * counts as unchanged, so a push repeated leaves the same state.
 */
export const archiveFlatchrCandidates: Writer<
  FlatchrCredentials,
  typeof FlatchrArchiveProfilesParameters,
  FlatchrCandidateReference
> = {
  api: flatchrApi,
  endpoints: [
    {
      name: 'Archive Candidate',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Archiver_un_candidat',
      description: 'Archive a candidate',
    },
    {
      name: 'Get Candidates',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Recuperer_un_candidat',
      description: 'Find the candidate by e-mail',
    },
    {
      name: 'Get Vacancies',
      url: 'https://developers.flatchr.io/docs/QuickStart/Annonces/Recuperer_l_ensemble_de_vos_annonces',
      description: "Find the vacancy's opaque id",
    },
  ],
  parameters: FlatchrArchiveProfilesParameters,
  requestsPerItem: 3,
  item: FlatchrCandidateReference,
  async check(client, { vacancy_id }) {
    await checkCompany(client);
    if (vacancy_id !== null) vacancyBy(vacancy_id, await listVacancies(client));
  },
  push,
};

async function push(
  client: HttpClient,
  { vacancy_id }: Parameters,
  item: FlatchrCandidateReference,
): Promise<PushOutcome> {
  const email = emailOf(item);
  const vacancies = await listVacancies(client);
  const vacancy = vacancy_id === null ? undefined : vacancyBy(vacancy_id, vacancies);
  const found = await findApplicants(client, { email, vacancy: vacancy_id ?? undefined });
  const there = vacancy ? found.filter((row) => isIn(row, vacancy)) : found;
  const row = meant(there, item, vacancy !== undefined);
  if (isArchived(row)) return 'unchanged';
  const where = vacancy ?? vacancies.find((each) => isIn(row, each));
  await archive(client, idOf(where?.id), idOf(row.applicant));
  return 'written';
}

function meant(
  rows: readonly FlatchrApplicantRow[],
  { applicant_id, reference }: FlatchrCandidateReference,
  onVacancy: boolean,
): FlatchrApplicantRow {
  const own = rows.find(({ applicant }) => [applicant_id, reference].includes(idOf(applicant)));
  if (own) return own;
  // Another application of the same person is not what was meant, unless its vacancy was named.
  if (applicant_id && !onVacancy) throw notFound(`, or not the application ${applicant_id} it came from`);
  const live = rows.filter((row) => !isArchived(row));
  const [only = rows[0], another] = live;
  if (only === undefined) throw notFound(onVacancy ? ' on this vacancy' : '');
  if (another === undefined) return only;
  const advice = onVacancy
    ? 'Archive the right one in Flatchr.'
    : 'Set pushParameters.vacancy_id to choose one.';
  throw new RejectedItemError(
    `Flatchr has ${live.length} live applications with the profile's e-mail address. ${advice}`,
    { code: 'applicant_ambiguous', path: onVacancy ? 'email' : 'pushParameters.vacancy_id' },
  );
}

/**
 * The answer is the applicant with status 0, or a mere message in the docs of 2020.
 * Source: developers.flatchr.io, "Archiver un candidat".
 */
async function archive(client: HttpClient, vacancy: string | null, applicant: string | null): Promise<void> {
  if (vacancy === null || applicant === null) {
    throw new RejectedItemError(
      "Flatchr does not list the vacancy this candidate applied to. Set pushParameters.vacancy_id to the vacancy's opaque id.",
      { code: 'vacancy_not_found', path: 'pushParameters.vacancy_id' },
    );
  }
  const path = companyPath(client, 'vacancy', vacancy, 'applicant', applicant);
  const { body } = await client.send({ method: 'DELETE', path });
  const status = isObject(body) ? textOf(body['status']) : null;
  if (status === null || status === '0') return;
  throw new RetryableError('Flatchr answered that the candidate is still live after archiving it.', {
    code: 'unexpected_answer',
    detail: `DELETE applicant: status ${status}`,
  });
}

/** @throws {@link ConfigurationError} `vacancy_not_found` */
function vacancyBy(id: string, vacancies: readonly FlatchrVacancy[]): FlatchrVacancy {
  const vacancy = vacancies.find((each) => idOf(each.id) === id);
  if (vacancy) return vacancy;
  throw new ConfigurationError(
    `Flatchr has no vacancy "${id}". Check pushParameters.vacancy_id: it is the vacancy's opaque id, neither its number nor its slug.`,
    { code: 'vacancy_not_found', path: 'pushParameters.vacancy_id' },
  );
}
