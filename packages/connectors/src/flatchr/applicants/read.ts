import type { Page, Reader } from '../../kit/entity.js';
import type { HttpClient } from '../../kit/http/client.js';
import { flatchrApi, type FlatchrCredentials } from '../api.js';
import { checkColumn, checkCompany, checkVacancy } from '../check.js';
import { isoDay, isoDayOf, requestDate } from '../dates.js';
import { keyOf, sliceAfter } from '../slice.js';
import { idOf, textOf } from '../value.js';
import type { FlatchrApplicant, FlatchrApplicantRow } from './applicant.js';
import { completeApplicant } from './complete.js';
import {
  FlatchrApplicantsParameters,
  FlatchrArchivedApplicantsParameters,
  type Filters,
} from './parameters.js';
import { searchApplicants } from './search.js';

/** Rows of a page. The whole list is asked for again for each page, so pages are large; a row is small. */
const APPLICANTS_PER_PAGE = 1_000;

/**
 * How far a token lies before the read it was taken from. Filters know days only, nobody says in which time
 * zone or whether the first day belongs to the span: one day for either.
 */
const TOKEN_OVERLAP_MS = 2 * 24 * 60 * 60 * 1000;

const SEARCH = {
  name: 'Get Candidates',
  url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Recuperer_un_candidat',
  description: 'search for one or more candidates',
};

const incremental = {
  resume<Parameters extends Filters>(parameters: Parameters, token: string): Parameters {
    const { start_update } = parameters;
    const wanted = start_update && isoDayOf(start_update);
    return wanted && wanted > token ? parameters : { ...parameters, start_update: requestDate(token) };
  },
  isAfter: (a: string, b: string) => a > b,
  blindSpots:
    "Reads what Flatchr counts as modified (start_update) since two days before the last run started: its filter knows days only. It does not see candidates that were deleted, nor changes after which Flatchr leaves a candidate's updated_at alone; which those are is not documented. A token is only right for the filters it was made with: after widening start, end, column, vacancy or another filter, run once with incremental off.",
};

/**
 * Reads applicants, live and archived: one for each application of a person. Reading changes nothing in
 * Flatchr. What only a move of the applicant would tell (the person's id, where the details route is not
 * there) stays unknown; so does a CV whose key Flatchr doesn't tell, which is then left out.
 */
export const flatchrApplicants: Reader<
  FlatchrCredentials,
  typeof FlatchrApplicantsParameters,
  FlatchrApplicant,
  FlatchrApplicantRow
> = {
  api: flatchrApi,
  endpoints: [
    SEARCH,
    {
      name: 'Get Candidate',
      url: 'https://github.com/flatchr/slate',
      description: 'read what the search leaves out of a candidate, where Flatchr still offers it',
    },
    {
      name: 'Get CV',
      url: 'https://developers.flatchr.io/docs/QuickStart/Candidats/Recuperer_CV',
      description: "fetch a candidate's CV, one per second",
    },
  ],
  parameters: FlatchrApplicantsParameters,
  check,
  pull: (client, parameters, cursor) => pull(client, parameters, cursor, () => true),
  detail: completeApplicant,
  identify,
  incremental,
};

/**
 * Reads archived applicants alone: those whose `status` is 0 ("0 archived, 1 active", developers.flatchr.io,
 * "Récupérer un candidat"). A row without a status, as the samples of 2022 have it, is not taken for archived.
 */
export const flatchrArchivedApplicants: Reader<
  FlatchrCredentials,
  typeof FlatchrArchivedApplicantsParameters,
  FlatchrApplicantRow
> = {
  api: flatchrApi,
  endpoints: [SEARCH],
  parameters: FlatchrArchivedApplicantsParameters,
  check,
  pull: (client, filters, cursor) => pull(client, filters, cursor, isArchived),
  identify,
  incremental,
};

/** Whether Flatchr says that an applicant is archived. */
export function isArchived({ status }: FlatchrApplicantRow): boolean {
  return textOf(status) === '0';
}

function identify({ applicant }: FlatchrApplicantRow): string | undefined {
  return idOf(applicant) ?? undefined;
}

async function check(client: HttpClient, { column, vacancy }: Filters): Promise<void> {
  const titles = await checkCompany(client);
  if (column !== null) checkColumn(column, titles);
  if (vacancy !== null) await checkVacancy(client, vacancy);
}

async function pull(
  client: HttpClient,
  filters: Filters,
  cursor: string | null,
  isWanted: (row: FlatchrApplicantRow) => boolean,
): Promise<Page<FlatchrApplicantRow>> {
  const { rows, atMs } = await searchApplicants(client, filters);
  const wanted = rows.filter(isWanted);
  const page = sliceAfter(wanted, (row) => keyOf(row.applicant, row), cursor, APPLICANTS_PER_PAGE);
  const result = { items: page.rows, next: page.next };
  return cursor === null ? { ...result, token: tokenOf(atMs, filters) } : result;
}

/** A read that leaves out recent changes (`end_update`) has seen nothing after them. */
function tokenOf(atMs: number, { end_update }: Filters): string {
  const read = isoDay(atMs - TOKEN_OVERLAP_MS);
  const until = end_update === null ? undefined : isoDayOf(end_update);
  return until !== undefined && until < read ? until : read;
}
