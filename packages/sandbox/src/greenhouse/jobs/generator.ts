import { readFileSync } from 'node:fs';
import { iso } from '../dates.js';
import { Draw } from '../draw.js';
import { JOB_NAMES } from '../vocabulary.js';
import type { Department, Job, JobPost, Office } from './job.js';

const SAMPLE = read('greenhouse-job.json') as Job;
const SAMPLE_POST = read('greenhouse-job-post.json') as JobPost;

/** The first jobs are those that candidates apply to: `JOBS` in applications.ts. */
const FIRST_ID = 149_995;
const ID_STEP = 11;

const DAY_MS = 86_400_000;
const FIRST_CREATION_MS = Date.UTC(2024, 0, 8);
const PURPOSE = 8;
const POSTS_PURPOSE = 9;

export const DEPARTMENTS: readonly Department[] = [
  ...SAMPLE.departments,
  department(25_910, 'Ingénierie', 'eng-1'),
  department(25_911, 'Care & Nursing', null),
];

export const OFFICES: readonly Office[] = [
  ...SAMPLE.offices,
  office(47_020, 'Paris', 'Paris, Île-de-France, France', 'par'),
  office(47_021, 'Remote', null, null),
];

/** The job's id at `index`. */
export function jobIdAt(index: number): number {
  return FIRST_ID + index * ID_STEP;
}

/** Where the job with this id stands, if a generated job can have it. */
export function jobIndexOf(id: number): number | undefined {
  const index = (id - FIRST_ID) / ID_STEP;
  return Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** Makes jobs out of a seed: job `index` is always the same, and none is kept. */
export function generateJob(seed: number, index: number): Job {
  const draw = new Draw(seed, index, PURPOSE);
  const id = jobIdAt(index);
  const createdAtMs = FIRST_CREATION_MS + draw.below(600) * DAY_MS + draw.below(DAY_MS);
  const chance = draw.below(10);
  const status = chance < 6 ? 'open' : chance < 9 ? 'closed' : 'draft';
  const updatedAtMs = createdAtMs + draw.below(60) * DAY_MS;
  const name = JOB_NAMES[index % JOB_NAMES.length] as string;
  return {
    ...SAMPLE,
    id,
    name: index < JOB_NAMES.length ? name : `${name} ${index}`,
    requisition_id: draw.chance(80) ? `req-${id}` : null,
    notes: draw.chance(50) ? SAMPLE.notes : null,
    confidential: draw.chance(10),
    status,
    created_at: iso(createdAtMs),
    opened_at: status === 'draft' ? null : iso(createdAtMs + DAY_MS),
    closed_at: status === 'closed' ? iso(updatedAtMs) : null,
    updated_at: iso(updatedAtMs),
    is_template: draw.chance(10) ? null : false,
    copied_from_id: null,
    // A job has one department at most since v3, and any number of offices.
    departments: draw.chance(85) ? [draw.pick(DEPARTMENTS)] : [],
    offices: OFFICES.filter(() => draw.chance(40)),
    openings: SAMPLE.openings.map((opening, position) => ({
      ...opening,
      id: id * 10 + position,
      opening_id: opening.opening_id && `${index}-${position}`,
    })),
    ...(draw.chance(30) && { custom_fields: {}, keyed_custom_fields: {} }),
  };
}

/** How a job is advertised: not at all, once, or also inside the company; a deleted post stays listed in v1. */
export function generatePosts(seed: number, index: number, job: Job): JobPost[] {
  const draw = new Draw(seed, index, POSTS_PURPOSE);
  const post = (position: number, changes: Partial<JobPost>): JobPost => ({
    ...SAMPLE_POST,
    id: job.id * 10 + position,
    title: `${job.name ?? 'Post'} (m/f/x)`,
    location: { ...SAMPLE_POST.location, name: draw.pick(OFFICES).location.name ?? 'Anywhere' },
    internal: false,
    external: true,
    active: true,
    live: job.status === 'open',
    job_id: job.id,
    content: `<p>${job.name ?? ''} &amp; more</p><ul><li>Vivre à Saint-Étienne</li></ul>`,
    internal_content: null,
    first_published_at: job.opened_at,
    created_at: job.created_at,
    updated_at: job.updated_at,
    ...changes,
  });
  const posts = draw.chance(85) ? [post(0, {})] : [];
  if (draw.chance(30))
    posts.push(post(1, { internal: true, external: false, content: '<p>Apply today!</p>' }));
  if (draw.chance(20)) posts.push(post(2, { active: false, live: false, content: '<p>An old text</p>' }));
  return posts;
}

function department(id: number, name: string, external_id: string | null): Department {
  return { id, name, parent_id: null, child_ids: [], external_id };
}

function office(id: number, name: string, place: string | null, external_id: string | null): Office {
  const nobody = { primary_contact_user_id: null, parent_id: null, child_ids: [] };
  return { id, name, location: { name: place }, external_id, ...nobody };
}

function read(name: string): unknown {
  const url = new URL(`../../../fixtures/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as unknown;
}
