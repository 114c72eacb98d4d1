import { z } from 'zod';
import { optionalText, optionalTimestamp } from '../kit/parameters.js';
import { optionalId } from './id.js';

/** "A maximum of 50 candidates can be returned this way" (Harvest v1 docs, "List candidates"). */
const MAX_CANDIDATE_IDS = 50;

/** Names and descriptions are those of hrflow-connectors. */
export const GreenhouseCandidatesParameters = z.strictObject({
  skip_count: z
    .boolean()
    .nullable()
    .default(null)
    .describe(
      'If true, the performance of retrieving candidates will improve. This will remove last from the link response header.',
    ),
  created_before: optionalTimestamp(
    'Return only candidates that were created before this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  created_after: optionalTimestamp(
    'Return only candidates that were created at or after this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  updated_before: optionalTimestamp(
    'Return only candidates that were updated before this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  updated_after: optionalTimestamp(
    'Return only candidates that were updated at or after this timestamp. Timestamp must be in in ISO-8601 format.',
  ),
  job_id: optionalId(
    'a job',
    'Only returns candidates who have applied to the specified job. Prospects on the job are not included.',
  ),
  email: optionalText(
    'If supplied, only return candidates who have a matching e-mail address. If supplied with job_id, only return a candidate with a matching e-mail with an application on the job. If email and candidate_ids are included, candidate_ids will be ignored.',
  ),
  candidate_ids: z
    .string()
    .regex(/^\s*\d+\s*(,\s*\d+\s*)*$/, 'expected ids separated by commas, such as 123,456,789')
    .refine((ids) => ids.split(',').length <= MAX_CANDIDATE_IDS, {
      error: `Greenhouse takes at most ${MAX_CANDIDATE_IDS} ids`,
    })
    .transform((ids) => ids.replace(/\s/g, ''))
    .nullable()
    .default(null)
    .describe(
      "If supplied, return only the candidates with the given ids. These are supplied as a comma separated string. e.g.: 'candidate_ids=123,456,789'. When combined with job_id, only return candidates with an application on the job. A maximum of 50 candidates can be returned this way.",
    ),
});
export type CandidatesParameters = z.output<typeof GreenhouseCandidatesParameters>;
