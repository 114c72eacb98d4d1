import { Fields, readPaging, type FieldError, type PagingQuery } from '../query.js';
import type { Job } from './job.js';

export interface JobQuery extends PagingQuery {
  selects(job: Job): boolean;
}

/**
 * Reads the query of `GET /v1/jobs`, or says which fields are wrong.
 * @see https://github.com/grnhse/greenhouse-api-docs source/includes/harvest/_jobs.md, "List jobs"
 */
export function readJobQuery(query: URLSearchParams): JobQuery | { errors: FieldError[] } {
  const fields = new Fields(query);
  const paging = readPaging(fields);
  const conditions = [
    dates(fields, 'created', (job) => job.created_at),
    dates(fields, 'updated', (job) => job.updated_at),
    equal(fields.text('requisition_id'), (job) => [job.requisition_id]),
    equal(fields.text('opening_id'), (job) => job.openings.map(({ opening_id }) => opening_id)),
    equal(fields.choice('status', ['open', 'closed', 'draft']), (job) => [job.status]),
    equal(id(fields, 'department_id'), (job) => job.departments.map((each) => String(each.id))),
    equal(fields.text('external_department_id'), (job) =>
      job.departments.map(({ external_id }) => external_id),
    ),
    equal(id(fields, 'office_id'), (job) => job.offices.map((each) => String(each.id))),
    equal(fields.text('external_office_id'), (job) => job.offices.map(({ external_id }) => external_id)),
    // No generated job has a custom field with options.
    equal(id(fields, 'custom_field_option_id'), () => []),
  ];
  if (fields.errors.length > 0) return { errors: fields.errors };
  return { ...paging, selects: (job) => conditions.every((holds) => holds(job)) };
}

type Condition = (job: Job) => boolean;

function equal(wanted: string | undefined, values: (job: Job) => readonly (string | null)[]): Condition {
  return wanted === undefined ? () => true : (job) => values(job).includes(wanted);
}

function dates(fields: Fields, which: 'created' | 'updated', at: (job: Job) => string): Condition {
  const after = fields.date(`${which}_after`) ?? -Infinity;
  const before = fields.date(`${which}_before`) ?? Infinity;
  return (job) => Date.parse(at(job)) >= after && Date.parse(at(job)) < before;
}

function id(fields: Fields, field: string): string | undefined {
  return fields.integer(field, 1, Number.MAX_SAFE_INTEGER)?.toString();
}
