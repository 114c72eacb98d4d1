import type { HttpClient } from '../../kit/http/client.js';
import type {
  GreenhouseApplication,
  GreenhouseCandidate,
  GreenhouseEducation,
  GreenhouseEmployment,
} from '../candidate.js';
import { present } from '../../kit/present.js';
import { readAbout } from './list.js';
import { namesOf } from './names.js';
import type {
  V3Application,
  V3Attachment,
  V3Candidate,
  V3Education,
  V3Employment,
  V3Named,
} from './records.js';
import { byId } from './order.js';

/**
 * How much of a candidate is wanted: all of it, or what tells whether it is archived. The latter leaves out
 * educations, employments and attachments, and saves their requests.
 */
export type Depth = 'whole' | 'applications';

/**
 * Candidates in v1's shape, so that one format is right for both. v3 keeps in lists of their own what v1 puts
 * into a candidate, and has no more `photo_url`, `recruiter` and `coordinator` of a candidate (Harvest v3 docs,
 * migration guide). Names of jobs and sources are read where the credentials may list them, and left out
 * where not: HrFlow keeps the tags it has.
 */
export async function joinCandidates(
  client: HttpClient,
  candidates: readonly V3Candidate[],
  depth: Depth,
): Promise<GreenhouseCandidate[]> {
  const ids = candidates.map(({ id }) => id);
  const about = <Row>(path: string, more?: Record<string, string>): Promise<Row[]> =>
    readAbout<Row>(client, path, 'candidate_ids', ids, more);
  const applications = await applicationsOf(client, await about<V3Application>('applications'));
  if (depth === 'applications') {
    return candidates.map((each) => ({ ...core(each), applications: applications.get(each.id) ?? [] }));
  }
  const educations = await educationsOf(client, await about<V3Education>('candidate_educations'));
  const employments = grouped(await about<V3Employment>('candidate_employments'), employment);
  const attachments = grouped(
    await about<V3Attachment>('attachments', { type: 'resume' }),
    ({ filename, url, type, created_at }) => ({ filename, url, type, created_at }),
  );
  return candidates.map((each) => ({
    ...core(each),
    attachments: attachments.get(each.id) ?? [],
    applications: applications.get(each.id) ?? [],
    application_ids: (applications.get(each.id) ?? []).map(({ id }) => id as number),
    educations: educations.get(each.id) ?? [],
    employments: employments.get(each.id) ?? [],
  }));
}

/** What v3 has under another name, or the same. */
function core({ private: isPrivate, last_activity_at, custom_fields, ...rest }: V3Candidate) {
  const { id, first_name, last_name, company, title, created_at, updated_at, can_email, tags } = rest;
  const { phone_numbers, addresses, email_addresses, website_addresses, social_media_addresses } = rest;
  return {
    id,
    first_name,
    last_name,
    company,
    title,
    created_at,
    updated_at,
    last_activity: last_activity_at,
    is_private: isPrivate,
    can_email,
    phone_numbers,
    addresses,
    email_addresses,
    website_addresses,
    social_media_addresses,
    tags,
    linked_user_ids: rest.linked_user_ids,
    keyed_custom_fields: custom_fields,
  } satisfies GreenhouseCandidate;
}

interface Child {
  readonly id: number;
  readonly candidate_id?: number | null;
}

/** Children by their candidate, in the order in which they came to be: v3 lists the newest first. */
function grouped<Row extends Child, Made>(
  records: readonly Row[],
  make: (record: Row) => Made,
  order: (a: Row, b: Row) => number = byId,
): Map<number, Made[]> {
  const groups = new Map<number, Made[]>();
  for (const record of present(records).toSorted(order)) {
    const { candidate_id } = record;
    if (typeof candidate_id !== 'number') continue;
    const group = groups.get(candidate_id);
    if (group) group.push(make(record));
    else groups.set(candidate_id, [make(record)]);
  }
  return groups;
}

async function applicationsOf(client: HttpClient, records: readonly V3Application[]) {
  const applications = present(records);
  const jobs = await namesOf(client, 'jobs', applications.flatMap(jobIds), { optional: true });
  const sources = await namesOf(
    client,
    'sources',
    applications.map(({ source_id }) => source_id),
    { optional: true },
  );
  // Newest first, as v1's sample has them.
  return grouped(
    applications,
    (each) => application(each, jobs, sources),
    (a, b) => byId(b, a),
  );
}

/** A prospect is on jobs, too: v1 has both in `jobs`. */
function jobIds({ job_id, prospective_job_ids }: V3Application): number[] {
  return present([job_id, ...present(prospective_job_ids)]);
}

function application(
  each: V3Application,
  jobs: ReadonlyMap<number, V3Named>,
  sources: ReadonlyMap<number, V3Named>,
): GreenhouseApplication {
  const { id, candidate_id, prospect, rejected_at, last_activity_at, answers, job_post_id } = each;
  const { location_address, source_id, stage_id, stage_name, status, created_at } = each;
  return {
    id,
    candidate_id,
    prospect,
    applied_at: created_at,
    rejected_at,
    last_activity_at,
    location: location_address ? { address: location_address } : null,
    source: source_id ? { id: source_id, public_name: sources.get(source_id)?.name ?? null } : null,
    jobs: jobIds(each).map((jobId) => ({ id: jobId, name: jobs.get(jobId)?.name ?? null })),
    job_post_id,
    // v1's word for what v3 calls in_process (and v3's filter calls active).
    status: status === 'in_process' ? 'active' : status,
    current_stage: stage_id || stage_name ? { id: stage_id, name: stage_name } : null,
    answers,
  };
}

async function educationsOf(client: HttpClient, records: readonly V3Education[]) {
  const educations = present(records);
  const options = await namesOf(client, 'custom_field_options', educations.flatMap(optionIds));
  return grouped(educations, (each): GreenhouseEducation => {
    const [school_name, degree, discipline] = optionIds(each).map((id) =>
      id ? (options.get(id)?.name ?? null) : null,
    );
    return {
      id: each.id,
      school_name,
      degree,
      discipline,
      start_date: each.start_at ?? dateOf(each.start_date_year, each.start_date_month),
      end_date: each.end_at ?? dateOf(each.end_date_year, each.end_date_month),
    };
  });
}

function optionIds(education: V3Education): (number | null | undefined)[] {
  return [
    education.school_name_custom_field_option_id,
    education.degree_custom_field_option_id,
    education.discipline_custom_field_option_id,
  ];
}

/** The first day of a month, or of a year whose month nobody gave. */
function dateOf(year: number | null | undefined, month: number | null | undefined): string | null {
  if (!year) return null;
  return `${String(year).padStart(4, '0')}-${String(month || 1).padStart(2, '0')}-01`;
}

function employment({ id, company_name, title, start_date, end_date }: V3Employment): GreenhouseEmployment {
  return { id, company_name, title, start_date, end_date };
}
