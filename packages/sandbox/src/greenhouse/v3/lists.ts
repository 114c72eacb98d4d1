import { choice, date, flag, id, ids, none, text, type Filter, type Row } from './filters.js';

/** Filters that each list takes. */
const COMMON: Readonly<Record<string, Filter>> = {
  ids: ids('id'),
  created_at: date('created_at'),
  updated_at: date('updated_at'),
};

const emails: Filter = (_name, value) => (row) =>
  (row['email_addresses'] as { value: string }[]).some((each) => each.value === value);

const tagged: Filter = (_name, value) => (row) => (row['tags'] as string[]).includes(value);

/**
 * The lists this double has, with every filter that Harvest v3 documents for them.
 * Source: samples/greenhouse/v3-get-endpoints.registry.json, made from the official reference pages.
 */
export const LISTS: Readonly<Record<string, Readonly<Record<string, Filter>>>> = {
  candidates: {
    last_activity_at: date('last_activity_at'),
    custom_field_option_id: none,
    private: flag('private'),
    email: emails,
    tag: tagged,
  },
  applications: {
    candidate_ids: ids('candidate_id'),
    job_ids: ids('job_id'),
    prospective_job_ids: ids('prospective_job_ids'),
    job_post_ids: ids('job_post_id'),
    source_ids: ids('source_id'),
    referrer_ids: ids('referrer_id'),
    stage_ids: ids('stage_id'),
    // The query says active where the answer says in_process.
    status: choice('status', {
      active: 'in_process',
      rejected: 'rejected',
      hired: 'hired',
      converted: 'converted',
    }),
    stage_name: text('stage_name'),
    custom_field_option_id: none,
    last_activity_at: date('last_activity_at'),
    prospect: flag('prospect'),
  },
  candidate_educations: {
    candidate_ids: ids('candidate_id'),
    start_at: date('start_at'),
    end_at: date('end_at'),
    latest: flag('latest'),
  },
  candidate_employments: { candidate_ids: ids('candidate_id'), latest: flag('latest') },
  attachments: {
    application_ids: ids('application_id'),
    candidate_ids: ids('candidate_id'),
    type: text('type'),
  },
  custom_field_options: {
    custom_field_ids: ids('custom_field_id'),
    active: flag('active'),
    custom_field_key: text('custom_field_key'),
  },
  sources: {},
  users: { employee_ids: text('employee_id'), deactivated: flag('deactivated') },
  jobs: {
    opened_at: date('opened_at'),
    closed_at: date('closed_at'),
    requisition_id: text('requisition_id'),
    department_id: id('department_id'),
    office_id: id('office_ids'),
    custom_field_option_id: none,
    confidential: flag('confidential'),
    status: choice('status', { open: 'open', closed: 'closed', draft: 'draft' }),
  },
  job_posts: {
    job_ids: ids('job_id'),
    job_board_ids: ids('job_board_id'),
    active: flag('active'),
    featured: flag('featured'),
    live: flag('live'),
    internal: flag('internal'),
  },
  job_post_locations: {
    office_ids: ids('office_id'),
    job_post_ids: ids('job_post_id'),
    custom_location_ids: ids('custom_location_id'),
    type: text('type'),
    plain_text_location: text('plain_text_location'),
  },
  pay_input_ranges: { pay_input_ids: ids('pay_input_id'), job_post_ids: ids('job_post_id') },
  openings: {
    job_ids: ids('job_id'),
    application_ids: ids('application_id'),
    close_reason_ids: ids('close_reason_id'),
    opened_at: date('opened_at'),
    closed_at: date('closed_at'),
    custom_field_option_id: none,
    open: flag('open'),
    opening_id: text('opening_id'),
  },
  departments: { parent_id: id('parent_id'), external_id: text('external_id') },
  offices: { parent_id: id('parent_id'), external_id: text('external_id') },
};

const DEFAULT_PER_PAGE = 100;
const MOST_PER_PAGE = 500;
const MOST_FIELDS = 50;

/** A list's query, read. */
export interface ListQuery {
  readonly perPage: number;
  readonly parameters: URLSearchParams;
  passes(row: Row): boolean;
  /** What `fields` leaves of a record. */
  trim(row: Row): Row;
}

/** Reads a query, or says what is wrong with it: each error is a 422. */
export function readListQuery(
  list: string,
  parameters: URLSearchParams,
): ListQuery | { readonly errors: readonly string[] } {
  const filters = { ...COMMON, ...LISTS[list] };
  const errors: string[] = [];
  const conditions: ((row: Row) => boolean)[] = [];
  for (const [name, value] of parameters) {
    if (name === 'per_page' || name === 'fields') continue;
    const condition = filters[name]?.(name, value);
    if (condition === undefined) errors.push(`Unknown query parameter: ${name}`);
    else if ('error' in condition) errors.push(condition.error);
    else conditions.push(condition);
  }
  if (parameters.has('created_at') && parameters.has('updated_at')) {
    errors.push('created_at and updated_at can not be used together.');
  }
  const perPage = Number(parameters.get('per_page') ?? DEFAULT_PER_PAGE);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > MOST_PER_PAGE) {
    errors.push(`per_page must be between 1 and ${MOST_PER_PAGE}`);
  }
  const fields = parameters.get('fields')?.split(',');
  if (fields && fields.length > MOST_FIELDS) errors.push(`fields must have at most ${MOST_FIELDS} items`);
  // Inactive posts are left out unless they are asked for.
  if (list === 'job_posts' && !parameters.has('active')) conditions.push((row) => row['active'] === true);
  if (errors.length > 0) return { errors };
  return {
    perPage,
    parameters,
    passes: (row) => conditions.every((holds) => holds(row)),
    trim: (row) =>
      fields
        ? Object.fromEntries(fields.filter((name) => name in row).map((name) => [name, row[name]]))
        : row,
  };
}
