import type { Job, JobPost } from '../jobs/job.js';
import type { Row } from './filters.js';

export function jobRow(job: Job): Row {
  const { id, name, requisition_id, notes, confidential, status, is_template, copied_from_id } = job;
  return {
    id,
    name,
    requisition_id,
    notes,
    confidential,
    status,
    created_at: job.created_at,
    opened_at: job.opened_at,
    closed_at: job.closed_at,
    updated_at: job.updated_at,
    is_template,
    copied_from_id,
    department_id: job.departments[0]?.id ?? null,
    office_ids: job.offices.map((office) => office.id),
    custom_fields: job.keyed_custom_fields,
  };
}

export function openingRows(job: Job): Row[] {
  return job.openings.map(({ id, opening_id, status, opened_at, closed_at, application_id }) => ({
    id,
    job_id: job.id,
    opening_id,
    open: status === 'open',
    opened_at,
    closed_at,
    application_id,
    close_reason_id: null,
    sort_order: 0,
    target_start_on: null,
    custom_fields: {},
    created_at: job.created_at,
    updated_at: job.updated_at,
  }));
}

export function postRow(post: JobPost): Row {
  return {
    id: post.id,
    job_id: post.job_id,
    job_board_id: post.internal ? 10 : 9,
    title: post.title,
    content: post.content,
    internal_content: post.internal_content,
    language: 'en',
    internal: post.internal,
    active: post.active,
    live: post.live,
    featured: false,
    public_url: post.live ? `https://boards.greenhouse.io/example/jobs/${post.id}` : null,
    first_published_at: post.first_published_at,
    demographic_question_set_id: null,
    questions: [],
    created_at: post.created_at,
    updated_at: post.updated_at,
  };
}

/** A post's places: the one that v1 has, and for every third post another one. */
export function locationRows(post: JobPost): Row[] {
  const place = (position: number, text: string): Row => ({
    id: post.id * 10 + position,
    job_post_id: post.id,
    type: 'free_text',
    plain_text_location: text,
    office_id: null,
    custom_location_id: null,
    created_at: post.created_at,
    updated_at: post.updated_at,
  });
  const first = place(0, post.location.name);
  return post.id % 3 === 0 ? [first, place(1, 'Anywhere in Europe')] : [first];
}

export function payRows(post: JobPost): Row[] {
  if (post.id % 2 === 1) return [];
  return [
    {
      id: post.id * 10,
      pay_input_id: post.id,
      job_post_id: post.id,
      min_cents: 4_500_000,
      max_cents: 6_000_050,
      currency_type: 'EUR',
      created_at: post.created_at,
      updated_at: post.updated_at,
    },
  ];
}
