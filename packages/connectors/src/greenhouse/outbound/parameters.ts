import { z } from 'zod';

/** Name and description are those of hrflow-connectors. */
const on_behalf_of = z
  .string()
  .regex(/^\d{1,15}$/, 'expected the id of a Greenhouse user in digits, such as 92120')
  .describe('ID of the user issuing this request. Required for auditing purposes.');

const optionalId = (what: string, description: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `expected the id of a ${what} in digits, such as 4080`)
    .nullable()
    .default(null)
    .describe(description);

const tags = z
  .array(z.string().trim().min(1))
  .nullable()
  .default(null)
  .describe("Tags that each candidate gets besides its own e.g. ['HrFlow']");

const unknown_educations = z
  .enum(['reject', 'leave_out'])
  .default('reject')
  .describe(
    "What becomes of a school, degree or discipline that Greenhouse's lists do not have. 'reject': that education " +
      'is not written; everything else is, and the item becomes a dead letter that names what is missing, so that it ' +
      "can be retried once the list has it. 'leave_out': the education is written without its degree or discipline, " +
      'and an education whose school is unknown is left out.',
  );

/** `on_behalf_of` is hrflow-connectors'; the rest is what the API can't do without, or offers besides. */
export const GreenhouseCreateProfilesParameters = z.strictObject({
  on_behalf_of,
  job_id: optionalId(
    'job',
    'ID of the job that each candidate applies to. Without it candidates are created as prospects without a job.',
  ),
  tags,
  unknown_educations,
});

/** As for creating, but for the job: an update leaves applications alone. */
export const GreenhouseUpdateProfilesParameters = z.strictObject({ on_behalf_of, tags, unknown_educations });

/** Who archives, and for which reason. */
export const GreenhouseArchiveProfilesParameters = z.strictObject({
  on_behalf_of,
  rejection_reason_id: optionalId(
    'rejection reason',
    'ID of the reason for which the active applications are rejected. Some organizations require one.',
  ),
});

/** What adding to a candidate depends on. */
export type WritingParameters = z.output<typeof GreenhouseUpdateProfilesParameters> & {
  readonly job_id?: string | null;
};
