import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import { ConfigurationError, RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { flatchrApi, flatchrCareersApi, type FlatchrCredentials } from '../api.js';
import type { FlatchrApplicantRow } from '../applicants/applicant.js';
import { searchApplicants } from '../applicants/search.js';
import { checkCompany } from '../check.js';
import { folded, idOf } from '../value.js';
import { listVacancies } from '../vacancies/list.js';
import type { FlatchrVacancy } from '../vacancies/vacancy.js';
import { FlatchrNewCandidate } from './candidate.js';
import { isIn } from './find.js';

/** Names and descriptions are those of hrflow-connectors. */
export const FlatchrCreateProfilesParameters = z.strictObject({
  vacancy_slug: z.string().min(1).describe('The slug of the offer to assign the candidate to'),
});
type Parameters = z.output<typeof FlatchrCreateProfilesParameters>;

/**
 * Creates candidates on a vacancy, through the careers site's API. Flatchr gives no id back, so before it
 * creates one it looks whether the vacancy has such a candidate already, live or archived: by e-mail, or by
 * name and phone where the profile has no e-mail. One that is there is left as it is.
 *
 * What can't be prevented: a crash right after the creation, with a second try before Flatchr's search shows
 * the candidate, makes two. Nobody says how long that takes.
 */
export const createFlatchrCandidates: Writer<
  FlatchrCredentials,
  typeof FlatchrCreateProfilesParameters,
  FlatchrNewCandidate
> = {
  api: flatchrApi,
  endpoints: [
    {
      name: 'Create Candidate',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Creer_un_candidat',
      description: 'Create a candidate',
    },
    {
      name: 'Get Candidates',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Recuperer_un_candidat',
      description: 'See whether the vacancy has the candidate already',
    },
    {
      name: 'Get Vacancies',
      url: 'https://developers.flatchr.io/docs/QuickStart/Annonces/Recuperer_l_ensemble_de_vos_annonces',
      description: 'Find the vacancy by its slug',
    },
  ],
  parameters: FlatchrCreateProfilesParameters,
  requestsPerItem: 3,
  item: FlatchrNewCandidate,
  async check(client, { vacancy_slug }) {
    await checkCompany(client);
    await vacancyOf(client, vacancy_slug);
  },
  push,
};

async function push(
  client: HttpClient,
  { vacancy_slug }: Parameters,
  item: FlatchrNewCandidate,
): Promise<PushOutcome> {
  const { reference: _, resume, ...fields } = item;
  if (!resume) {
    throw new RejectedItemError(
      'The profile has no résumé, and Flatchr takes no candidate without one. Have HrFlow parse one, or set resume in the format, then retry.',
      { code: 'resume_missing', path: 'resume' },
    );
  }
  const vacancy = await vacancyOf(client, vacancy_slug);
  if (await isThere(client, vacancy, item)) return 'unchanged';
  const type = typeof resume === 'string' ? 'link' : 'document';
  const json = { ...spoken(fields), vacancy: vacancy_slug, type, resume };
  try {
    await client.over(flatchrCareersApi).send({ method: 'POST', path: 'vacancy/candidate/json', json });
  } catch (error) {
    if (error instanceof RejectedItemError && error.code === 'not_found')
      throw unknownSlug(vacancy_slug, error);
    throw error;
  }
  return 'written';
}

/** Flatchr need not make anything of a null. */
function spoken(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}

async function isThere(
  client: HttpClient,
  vacancy: FlatchrVacancy,
  { email, firstname, lastname, phone }: FlatchrNewCandidate,
): Promise<boolean> {
  const id = idOf(vacancy.id);
  const filters = email ? { email } : { firstname, lastname };
  const { rows } = await searchApplicants(client, id === null ? filters : { ...filters, vacancy: id });
  const isSame = email
    ? (row: FlatchrApplicantRow) => folded(row.email) === folded(email)
    : (row: FlatchrApplicantRow) =>
        folded(row.firstname) === folded(firstname) &&
        folded(row.lastname) === folded(lastname) &&
        digits(row.phone) === digits(phone);
  return rows.some((row) => isSame(row) && isIn(row, vacancy));
}

/** A phone number is written with spaces or without. */
function digits(phone: unknown): string {
  return folded(phone).replace(/\D/g, '');
}

/** @throws {@link ConfigurationError} `vacancy_not_found` */
async function vacancyOf(client: HttpClient, slug: string): Promise<FlatchrVacancy> {
  const vacancies = await listVacancies(client);
  const vacancy = vacancies.find((each) => folded(each.slug) === folded(slug));
  if (vacancy === undefined) throw unknownSlug(slug);
  return vacancy;
}

function unknownSlug(slug: string, cause?: RejectedItemError): ConfigurationError {
  return new ConfigurationError(
    `Flatchr has no vacancy with the slug "${slug}". Check pushParameters.vacancy_slug: it is the last part of the vacancy's address, such as vyja3k5rrnlnqwe-technicien-h-f.`,
    { code: 'vacancy_not_found', path: 'pushParameters.vacancy_slug', detail: cause?.detail, cause },
  );
}
