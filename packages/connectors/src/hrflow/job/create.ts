import { z } from 'zod';
import type { PushOutcome, Writer } from '../../kit/entity.js';
import type { HttpClient } from '../../kit/http/client.js';
import { hrflowApi } from '../api.js';
import type { HrflowCredentials } from '../credentials.js';
import { ENDPOINTS } from '../endpoints.js';
import { boardShelf, checkShelf, createItem, findItem } from '../indexing.js';
import type { JsonObject } from '../../kit/json.js';
import { newItem } from '../new.js';
import { referenceOf } from '../reference.js';
import { enriched } from './enrich.js';
import { HrflowJob } from './schema.js';

/** Names and descriptions are those of hrflow-connectors. */
export const HrflowCreateJobsParameters = z.strictObject({
  board_key: z.string().min(1).describe('HrFlow.ai board key'),
  enrich_with_parsing: z
    .boolean()
    .default(false)
    .describe('When enabled jobs are enriched with HrFlow.ai parsing'),
});
type Parameters = z.output<typeof HrflowCreateJobsParameters>;

/**
 * Creates the jobs that HrFlow doesn't hold yet, told by their reference; one that it holds is left as it is
 * and counts as unchanged. A job is written in one request, so none is ever there by half: where its text
 * is to be parsed first and can't be, nothing is written.
 */
export const createJobs: Writer<HrflowCredentials, typeof HrflowCreateJobsParameters, HrflowJob> = {
  api: hrflowApi,
  endpoints: [
    ENDPOINTS.getJob('See by its reference whether HrFlow holds the job.'),
    ENDPOINTS.parseText("Find skills and more in the job's text, with `enrich_with_parsing`."),
    ENDPOINTS.addJob('Write the job.'),
    ENDPOINTS.getBoard,
  ],
  parameters: HrflowCreateJobsParameters,
  // Look for it, write it; parse its text in between, if that is wanted.
  requestsPerItem: 3,
  item: HrflowJob,
  check: (client, { board_key }) => checkShelf(client, boardShelf(board_key)),
  push,
};

async function push(
  client: HttpClient,
  { board_key, enrich_with_parsing }: Parameters,
  item: HrflowJob,
): Promise<PushOutcome> {
  const reference = referenceOf(item, 'job');
  const shelf = boardShelf(board_key);
  if (await findItem(client, shelf, reference)) return 'unchanged';
  const job = enrich_with_parsing ? await enriched(client, item) : item;
  await createItem(client, shelf, { ...newJob(job), reference });
  return 'written';
}

/** Connectors have always sent this for a job without a place; HrFlow requires one. */
const NOWHERE = { text: null, lat: null, lng: null };
const LISTS = [
  'sections',
  'skills',
  'languages',
  'certifications',
  'courses',
  'tasks',
  'interests',
  'tags',
  'metadatas',
  'ranges_float',
  'ranges_date',
];

function newJob(item: HrflowJob): JsonObject {
  return newItem({ ...item, location: item.location ?? NOWHERE }, LISTS);
}
