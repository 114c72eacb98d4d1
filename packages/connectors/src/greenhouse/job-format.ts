import type { HrflowJob } from '../hrflow/job/schema.js';
import { customFieldsOf } from './custom-fields.js';
import type { GreenhouseJob, GreenhouseJobPost, GreenhouseOffice } from './job.js';
import { present, textOrNull } from '../kit/present.js';
import { tags, type Tag } from './tags.js';

/** Of several posts the one that most applicants see: on the external board, live. Of equals the newest. */
const POST_ORDER: readonly ((post: GreenhouseJobPost) => boolean)[] = [
  ({ external, live }) => external !== false && live === true,
  ({ external }) => external !== false,
  ({ live }) => live === true,
  () => true,
];

/**
 * A job as a job for HrFlow. Pure, and total for what Harvest's docs allow. Name and text are its post's, HTML
 * kept: the job's own is an "internal name that appears on hiring plans" (Harvest v1 docs, "Create job"), and
 * stays as a tag, by which the applications of profiles call it. `notes` and the text for the internal board are for colleagues' eyes and stay in Greenhouse, as do
 * the names of the hiring team. Skills and what else only the text tells are left out, so that HrFlow keeps
 * what it parsed.
 */
export function formatJob(job: GreenhouseJob): HrflowJob {
  const post = postOf(job);
  return {
    reference: job.id === null || job.id === undefined ? null : String(job.id),
    name: textOrNull(post?.title) ?? textOrNull(job.name),
    url: textOrNull(post?.public_url),
    created_at: job.created_at ?? null,
    updated_at: job.updated_at ?? null,
    summary: textOrNull(post?.content),
    location: { text: placeOf(job, post), lat: null, lng: null },
    tags: tagsOf(job, post),
    ranges_float: [...payOf(post), ...rangesOf(job)],
    ranges_date: datesOf(job),
  };
}

/** "If `false`, this job post has been deleted" (Harvest v1 docs, "The job post object"). */
function postOf({ job_posts }: GreenhouseJob): GreenhouseJobPost | undefined {
  const posts = present(job_posts).filter(({ active }) => active !== false);
  const rank = (post: GreenhouseJobPost): number => POST_ORDER.findIndex((fits) => fits(post));
  return posts.toSorted((a, b) => rank(a) - rank(b) || (b.id ?? 0) - (a.id ?? 0))[0];
}

/** Where the post says, else where the job's first office is. */
function placeOf({ offices }: GreenhouseJob, post: GreenhouseJobPost | undefined): string | null {
  return textOrNull(post?.location?.name) ?? present(offices).map(officePlace).find(Boolean) ?? null;
}

function officePlace({ location, name }: GreenhouseOffice): string | null {
  return textOrNull(location?.name) ?? textOrNull(name);
}

/** What HrFlow's job has no attribute for. Names start with `greenhouse_`, as those of profiles do. */
function tagsOf(job: GreenhouseJob, post: GreenhouseJobPost | undefined): Tag[] {
  const names = (list: readonly ({ name?: string | null } | null)[] | null | undefined) =>
    present(list).map(({ name }) => name);
  const ranges = new Set(rangesOf(job).map(({ name }) => name));
  return [
    ...tags('name', job.name),
    ...tags('status', job.status),
    ...tags('requisition_id', job.requisition_id),
    ...tags('confidential', job.confidential),
    ...tags('is_template', job.is_template),
    ...tags('department', names(job.departments)),
    ...tags('office', names(job.offices)),
    ...tags('post_live', post?.live),
    ...tags('post_language', post?.language),
    ...tags('location', names(post?.locations ?? [post?.location ?? null])),
    ...customFieldsOf(job)
      .filter(([key]) => !ranges.has(rangeName(key)))
      .flatMap(([key, value]) => tags(`custom_field_${key}`, value)),
  ];
}

type Range = {
  name: string;
  value_min: number | null;
  value_max: number | null;
  unit: string | null;
};

/** Pay by the post's own ranges: whole units of the currency, not cents. */
function payOf(post: GreenhouseJobPost | undefined): Range[] {
  return present(post?.pay_input_ranges).flatMap(({ min_cents, max_cents, currency_type }, index) => {
    const [value_min, value_max] = [min_cents, max_cents].map((cents) =>
      typeof cents === 'number' && Number.isFinite(cents) ? cents / 100 : null,
    ) as [number | null, number | null];
    if (value_min === null && value_max === null) return [];
    const name = index === 0 ? 'greenhouse_pay' : `greenhouse_pay_${index + 1}`;
    return [{ name, value_min, value_max, unit: textOrNull(currency_type) }];
  });
}

/** Custom fields that are ranges of money or numbers (Harvest v1 docs, "Custom fields"). */
function rangesOf(job: GreenhouseJob): Range[] {
  return customFieldsOf(job).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const { min_value, max_value, unit } = value as Record<string, unknown>;
    const [value_min, value_max] = [numberOf(min_value), numberOf(max_value)];
    if (value_min === null && value_max === null) return [];
    return [{ name: rangeName(key), value_min, value_max, unit: typeof unit === 'string' ? unit : null }];
  });
}

const rangeName = (key: string): string => `greenhouse_custom_field_${key}`;

/** v3 may write amounts as texts (unverified): both are numbers. */
function numberOf(value: unknown): number | null {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof amount === 'number' && Number.isFinite(amount) ? amount : null;
}

/** From when to when the job takes applications. */
function datesOf({ opened_at, closed_at }: GreenhouseJob) {
  const [value_min, value_max] = [textOrNull(opened_at), textOrNull(closed_at)];
  return value_min === null && value_max === null ? [] : [{ name: 'greenhouse_open', value_min, value_max }];
}
