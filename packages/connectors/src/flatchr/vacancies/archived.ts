import { z } from 'zod';
import type { Cursor, Page, Reader } from '../../kit/entity.js';
import { readCursor } from '../../kit/cursor.js';
import type { HttpClient } from '../../kit/http/client.js';
import { parseInstant } from '../../kit/time.js';
import { flatchrApi, type FlatchrCredentials } from '../api.js';
import { checkCompany } from '../check.js';
import { momentOf } from '../dates.js';
import { sliceAfter } from '../slice.js';
import { numberOf } from '../value.js';
import { listVacancies } from './list.js';
import { identifyVacancy, VACANCIES_ENDPOINT, VACANCIES_PER_PAGE, vacancyKey } from './read.js';
import type { FlatchrVacancy } from './vacancy.js';

/** The status of a live vacancy in every sample of Flatchr's docs. */
const LIVE = 1;

/**
 * Flatchr publishes no list of a vacancy's statuses, so what says that one is archived or closed is the
 * workflow's to choose: `archived_by` has no default, and nothing is archived without it.
 */
export const FlatchrArchivedVacanciesParameters = z.strictObject({
  archived_by: z
    .enum(['status', 'end_date', 'either'])
    .describe(
      'What says that a vacancy is archived: its `status` is one of `archived_status`, its `end_date` has passed, or either. Flatchr documents neither, so look at the tags flatchr_status and flatchr_end_date of the jobs in HrFlow first',
    ),
  archived_status: z
    .array(
      z
        .number()
        .int()
        .refine((status) => status !== LIVE, `${LIVE} is the status of a live vacancy`),
    )
    .min(1, 'name at least one status')
    .default([0])
    .describe(
      "The values of a vacancy's `status` that mean archived or closed; used unless `archived_by` is end_date",
    ),
});
type Parameters = z.output<typeof FlatchrArchivedVacanciesParameters>;

/**
 * Reads the vacancies that the parameters call archived, and no other: whatever Flatchr makes of its `status`
 * filter, each row is judged by what it says itself.
 */
export const flatchrArchivedVacancies: Reader<
  FlatchrCredentials,
  typeof FlatchrArchivedVacanciesParameters,
  FlatchrVacancy
> = {
  api: flatchrApi,
  endpoints: [VACANCIES_ENDPOINT],
  parameters: FlatchrArchivedVacanciesParameters,
  check: async (client) => void (await checkCompany(client)),
  pull,
  identify: identifyVacancy,
};

/** One of the lists that are read one after another. No vacancy is wanted on two of them. */
interface Selection {
  readonly status?: number;
  readonly isWanted: (vacancy: FlatchrVacancy) => boolean;
}

/** Each status is asked for, in case that Flatchr leaves archived vacancies out of the list as such. */
function selectionsOf({ archived_by, archived_status }: Parameters, nowMs: number): Selection[] {
  const statuses = archived_by === 'end_date' ? [] : [...new Set(archived_status)];
  const isArchived = ({ status }: FlatchrVacancy) => statuses.some((each) => each === numberOf(status));
  const byStatus = statuses.map((status): Selection => {
    return { status, isWanted: (vacancy) => numberOf(vacancy.status) === status };
  });
  const past: Selection = { isWanted: (vacancy) => hasEnded(vacancy, nowMs) && !isArchived(vacancy) };
  return archived_by === 'status' ? byStatus : [...byStatus, past];
}

function hasEnded({ end_date }: FlatchrVacancy, nowMs: number): boolean {
  const end = momentOf(end_date);
  return end !== null && (parseInstant(end) ?? Infinity) < nowMs;
}

async function pull(
  client: HttpClient,
  parameters: Parameters,
  cursor: Cursor | null,
): Promise<Page<FlatchrVacancy>> {
  const selections = selectionsOf(parameters, client.now());
  const { at, after } = placeOf(cursor);
  const selection = selections[at];
  if (selection === undefined) return { items: [], next: null };
  const { status, isWanted } = selection;
  const vacancies = await listVacancies(client, status === undefined ? {} : { status });
  const { rows, next } = sliceAfter(vacancies.filter(isWanted), vacancyKey, after, VACANCIES_PER_PAGE);
  if (next !== null) return { items: rows, next: cursorOf(at, next) };
  return { items: rows, next: at + 1 < selections.length ? cursorOf(at + 1, null) : null };
}

const Place = z.tuple([z.number().int().min(0), z.string().nullable()]);

function cursorOf(at: number, after: string | null): Cursor {
  return JSON.stringify([at, after] satisfies z.input<typeof Place>);
}

function placeOf(cursor: Cursor | null): { at: number; after: string | null } {
  const [at, after] = cursor === null ? [0, null] : readCursor(cursor, Place);
  return { at, after };
}
