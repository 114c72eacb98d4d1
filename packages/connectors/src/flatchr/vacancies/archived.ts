import { z } from 'zod';
import type { Cursor, Page, Reader } from '../../kit/entity.js';
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
 * Flatchr publishes no list of a vacancy's statuses, so which of them mean archived or closed is the
 * workflow's to say. Without it nothing is archived: the action refuses to run.
 */
export const FlatchrArchivedVacanciesParameters = z
  .strictObject({
    archived_status: z
      .array(
        z
          .number()
          .int()
          .refine((status) => status !== LIVE, `${LIVE} is the status of a live vacancy`),
      )
      .min(1, 'name at least one status')
      .nullable()
      .default(null)
      .describe(
        "Values of a vacancy's `status` that mean archived or closed, e.g. [0]. Flatchr publishes no list of them: look at the tag flatchr_status of the jobs in HrFlow. This or `ended` is required",
      ),
    ended: z
      .boolean()
      .default(false)
      .describe('Archive vacancies whose `end_date` has passed, whatever their status'),
  })
  .superRefine(({ archived_status, ended }, context) => {
    if (archived_status !== null || ended) return;
    const message =
      'say which vacancies count as archived, e.g. [0], or set ended to true: Flatchr does not document it';
    context.addIssue({ code: 'custom', path: ['archived_status'], message });
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
function selectionsOf({ archived_status, ended }: Parameters, nowMs: number): Selection[] {
  const statuses = [...new Set(archived_status)];
  const isArchived = ({ status }: FlatchrVacancy) => statuses.some((each) => each === numberOf(status));
  const byStatus = statuses.map((status): Selection => {
    return { status, isWanted: (vacancy) => numberOf(vacancy.status) === status };
  });
  const past: Selection = { isWanted: (vacancy) => hasEnded(vacancy, nowMs) && !isArchived(vacancy) };
  return ended ? [...byStatus, past] : byStatus;
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
  const [at, after] = cursor === null ? [0, null] : Place.parse(JSON.parse(cursor));
  return { at, after };
}
