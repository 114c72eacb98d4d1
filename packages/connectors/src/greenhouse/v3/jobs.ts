import type { Page } from '../../kit/entity.js';
import { ConfigurationError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import type { GreenhouseJob } from '../job.js';
import type { JobsParameters } from '../job-parameters.js';
import { tokenOf, type Listed } from '../paging.js';
import { present } from '../../kit/present.js';
import { isWithin } from './candidates.js';
import { joinJobs, plainJob } from './join-jobs.js';
import { dateFilter, MOST_IDS, readAbout, readPage } from './list.js';
import { idsOf } from './names.js';
import type { V3Job, V3Opening } from './records.js';

/** Requests that a page takes when the names in it are known: itself, posts, their places and pay. */
export const JOB_REQUESTS_PER_PAGE = { whole: 4, bare: 1 } as const;

/** Ids that stand for an external one. `null`: no such filter. */
interface Places {
  readonly departments: readonly number[] | null;
  readonly offices: readonly number[] | null;
}

/**
 * Reads a page of jobs over v3. What its list can't do is done another way: external ids are looked up first,
 * an opening leads to its job, and of `created_at` and `updated_at`, which are refused together, the former
 * is applied here to what was read. `skip_count` has no meaning: v3 counts nothing.
 * @param depth `bare` leaves out everything but the jobs themselves
 */
export async function pullJobs(
  client: HttpClient,
  parameters: JobsParameters,
  cursor: string | null,
  depth: 'whole' | 'bare',
): Promise<Page<GreenhouseJob>> {
  const places = await placesOf(client, parameters);
  const read = parameters.opening_id === null ? readJobs : readOpenings;
  const { items, next, atMs } = await read(client, parameters, places, cursor);
  const wanted = present(items).filter((job) => isWanted(job, parameters, places));
  const jobs = depth === 'bare' ? wanted.map(plainJob) : await joinJobs(client, wanted);
  if (cursor !== null) return { items: jobs, next };
  return { items: jobs, next, token: tokenOf(atMs, parameters.updated_before) };
}

/** @throws {@link ConfigurationError} when an external id leads nowhere */
export async function checkPlaces(client: HttpClient, parameters: JobsParameters): Promise<void> {
  await placesOf(client, parameters);
}

function readJobs(
  client: HttpClient,
  parameters: JobsParameters,
  places: Places,
  cursor: string | null,
): Promise<Listed<V3Job>> {
  return readPage(client, 'jobs', cursor ?? { per_page: MOST_IDS, ...filters(parameters, places) });
}

/** The jobs of the openings with this id: those of a page of openings. */
async function readOpenings(
  client: HttpClient,
  parameters: JobsParameters,
  places: Places,
  cursor: string | null,
): Promise<Listed<V3Job>> {
  const { opening_id } = parameters;
  const page = await readPage<V3Opening>(client, 'openings', cursor ?? { per_page: MOST_IDS, opening_id });
  const ids = present(present(page.items).map(({ job_id }) => job_id));
  const more = filters(parameters, places);
  return { ...page, items: await readAbout<V3Job>(client, 'jobs', 'ids', [...new Set(ids)], more) };
}

function filters(parameters: JobsParameters, { departments, offices }: Places) {
  const { created_after, created_before, updated_after, updated_before } = parameters;
  const updated_at = dateFilter(updated_after, updated_before);
  return {
    updated_at,
    created_at: updated_at === undefined ? dateFilter(created_after, created_before) : undefined,
    requisition_id: parameters.requisition_id,
    status: parameters.status,
    // The filter takes one; several with the same external id are told apart here.
    department_id: parameters.department_id ?? only(departments),
    office_id: parameters.office_id ?? only(offices),
    custom_field_option_id: parameters.custom_field_option_id,
  };
}

function only(ids: readonly number[] | null): number | undefined {
  return ids?.length === 1 ? ids[0] : undefined;
}

function isWanted(job: V3Job, parameters: JobsParameters, { departments, offices }: Places): boolean {
  const { created_after, created_before, updated_after, updated_before } = parameters;
  return (
    typeof job.id === 'number' &&
    isWithin(job.created_at, created_after, created_before) &&
    isWithin(job.updated_at, updated_after, updated_before) &&
    (departments === null || departments.includes(job.department_id ?? 0)) &&
    (offices === null || present(job.office_ids).some((id) => offices.includes(id)))
  );
}

async function placesOf(client: HttpClient, parameters: JobsParameters): Promise<Places> {
  const { department_id, external_department_id, office_id, external_office_id } = parameters;
  return {
    // "This may be used instead of department_id": given both, the id decides.
    departments:
      department_id === null && external_department_id !== null
        ? await known(client, 'departments', external_department_id, 'external_department_id')
        : null,
    offices:
      office_id === null && external_office_id !== null
        ? await known(client, 'offices', external_office_id, 'external_office_id')
        : null,
  };
}

async function known(
  client: HttpClient,
  list: 'departments' | 'offices',
  external_id: string,
  field: 'external_department_id' | 'external_office_id',
): Promise<readonly number[]> {
  const ids = await idsOf(client, list, external_id);
  if (ids.length > 0) return ids;
  const path = `pullParameters.${field}`;
  const message = `Greenhouse has no ${list === 'offices' ? 'office' : 'department'} with the external id "${external_id}". Check ${path}.`;
  const detail = `GET ${list}: none`;
  if (list === 'offices') throw new ConfigurationError(message, { code: 'office_not_found', path, detail });
  throw new ConfigurationError(message, { code: 'department_not_found', path, detail });
}
