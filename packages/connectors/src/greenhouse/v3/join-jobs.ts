import type { HttpClient } from '../../kit/http/client.js';
import type { GreenhouseJob, GreenhouseJobPost } from '../job.js';
import { present } from '../../kit/present.js';
import { readAbout } from './list.js';
import { namesOf } from './names.js';
import type { V3Job, V3JobPost, V3JobPostLocation, V3Named, V3PayRange } from './records.js';
import { byId } from './order.js';

/**
 * Jobs in v1's shape, with their posts. Deleted posts aren't asked for: v3 leaves out inactive ones (Airbyte's
 * source-greenhouse, AGENTS.md). `hiring_team` and `openings` are lists of their own in v3 that no job on a
 * board needs.
 */
export async function joinJobs(client: HttpClient, records: readonly V3Job[]): Promise<GreenhouseJob[]> {
  const posts = present(
    await readAbout<V3JobPost>(
      client,
      'job_posts',
      'job_ids',
      records.map(({ id }) => id),
    ),
  );
  const postIds = posts.map(({ id }) => id);
  const about = <Row>(path: string): Promise<Row[]> => readAbout<Row>(client, path, 'job_post_ids', postIds);
  const locations = present(await about<V3JobPostLocation>('job_post_locations'));
  const pay = present(await about<V3PayRange>('pay_input_ranges'));
  const officeIds = [...records, ...locations.map(({ office_id }) => ({ office_ids: [office_id] }))].flatMap(
    ({ office_ids }) => office_ids ?? [],
  );
  const offices = await namesOf(client, 'offices', officeIds);
  const departments = await namesOf(
    client,
    'departments',
    records.map(({ department_id }) => department_id),
  );
  const joined = posts.map((post): GreenhouseJobPost => {
    const its = <Row extends { id: number; job_post_id?: number | null }>(rows: readonly Row[]): Row[] =>
      rows.filter(({ job_post_id }) => job_post_id === post.id).toSorted(byId);
    const places = its(locations).map((each) => ({ name: placeOf(each, offices) }));
    return {
      ...jobPost(post),
      location: places[0] ?? null,
      locations: places,
      pay_input_ranges: its(pay).map(({ min_cents, max_cents, currency_type }) => ({
        min_cents,
        max_cents,
        currency_type,
      })),
    };
  });
  return records.map((job) => ({
    ...plainJob(job),
    departments: present([departments.get(job.department_id ?? 0)]).map(({ id, name, external_id }) => ({
      id,
      name,
      external_id,
    })),
    offices: present(job.office_ids).flatMap((id) => present([offices.get(id)]).map(office)),
    job_posts: joined.filter(({ job_id }) => job_id === job.id).toSorted(byId),
  }));
}

/** What a v3 job has by itself. */
export function plainJob({ custom_fields, department_id, office_ids, ...job }: V3Job): GreenhouseJob {
  return {
    id: job.id,
    name: job.name,
    requisition_id: job.requisition_id,
    notes: job.notes,
    confidential: job.confidential,
    status: job.status,
    is_template: job.is_template,
    copied_from_id: job.copied_from_id,
    created_at: job.created_at,
    opened_at: job.opened_at,
    closed_at: job.closed_at,
    updated_at: job.updated_at,
    departments: present([department_id]).map((id) => ({ id })),
    offices: present(office_ids).map((id) => ({ id })),
    keyed_custom_fields: custom_fields,
  };
}

/** v1 has `location.name` where v3 has a text. */
function office({ id, name, location, external_id }: V3Named) {
  return { id, name, location: { name: location }, external_id };
}

/** A place in words; an office's own where the post has none. */
function placeOf(
  { plain_text_location, office_id }: V3JobPostLocation,
  offices: ReadonlyMap<number, V3Named>,
): string | null {
  const its = offices.get(office_id ?? 0);
  return plain_text_location ?? its?.location ?? its?.name ?? null;
}

function jobPost(post: V3JobPost): GreenhouseJobPost {
  const { id, job_id, title, content, internal_content, internal, active, live } = post;
  const { language, public_url, first_published_at, created_at, updated_at } = post;
  return {
    id,
    job_id,
    title,
    content,
    internal_content,
    internal,
    // A post is on one board, so on the external one unless it is on the internal one.
    external: internal === null || internal === undefined ? null : !internal,
    active,
    live,
    language,
    public_url,
    first_published_at,
    created_at,
    updated_at,
  };
}
