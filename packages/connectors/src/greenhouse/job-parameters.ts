import { z } from 'zod';
import { optionalText, optionalTimestamp } from '../kit/parameters.js';
import { optionalId } from './id.js';

const STATUSES = ['open', 'closed', 'draft'];

const status = (allowed: readonly string[], error: string) =>
  z
    .string()
    .refine((text) => allowed.includes(text), { error })
    .nullable()
    .default(null)
    .describe("One of 'open', 'closed', or 'draft'. If included, will only return jobs with that status.");

/** Names and descriptions are those of hrflow-connectors. */
export const GreenhouseJobsParameters = z.strictObject({
  skip_count: z
    .boolean()
    .nullable()
    .default(null)
    .describe(
      'If true, the performance of retrieving jobs will improve. This will remove last from the link response header.',
    ),
  created_before: optionalTimestamp(
    'Return only jobs that were created before this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  created_after: optionalTimestamp(
    'Return only jobs that were created at or after this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  updated_before: optionalTimestamp(
    'Return only jobs that were updated before this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  updated_after: optionalTimestamp(
    'Return only jobs that were updated at or after this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  requisition_id: optionalText('If included, will return only the jobs that match the given requisition_id'),
  opening_id: optionalText(
    'If included, will return only the jobs that contain at least one opening with the given opening_id.',
  ),
  status: status(STATUSES, "expected one of 'open', 'closed', 'draft'"),
  department_id: optionalId(
    'a department',
    'If included, will return only the jobs in this specific department.',
  ),
  external_department_id: optionalText(
    'This may be used instead of department_id and represents the ID of the department in an external system.',
  ),
  office_id: optionalId('an office', 'If included, will return only the jobs in this specific office.'),
  external_office_id: optionalText(
    'This may be used instead of office_id and represents the ID of the office in an external system.',
  ),
  custom_field_option_id: optionalId(
    'an option of a custom field',
    'The job contains a custom field with this custom_field_option_id selected. Option IDs can be retrieved from the GET Custom Field Options endpoint.',
  ),
});
export type JobsParameters = z.output<typeof GreenhouseJobsParameters>;

/** The same for archiving, which is about closed jobs and no others. */
export const GreenhouseClosedJobsParameters = z.strictObject({
  ...GreenhouseJobsParameters.shape,
  status: status(['closed'], "only closed jobs are archived: leave it out, or write 'closed'"),
});
