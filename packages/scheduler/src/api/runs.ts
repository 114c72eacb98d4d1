import type { DeadLetterFilter, RunPosition, RunRecord } from '@hrflow-sync/core';
import { z } from 'zod';
import { readCursor, writeCursor } from './cursor.js';
import type { ApiDesk } from './desk.js';
import { Failure, RetryRequest, RetryResult, Run } from './documents.js';
import { endpoint, type Endpoint } from './endpoint.js';
import { ApiError } from './errors.js';
import { runDocument, statusOf } from './present.js';

const NOTHING = z.object({});
const byId = z.object({ run_id: z.string() });
const DEFAULT_PAGE = 20;
const MOST_ON_PAGE = 100;
const limit = z.coerce.number().int().min(1).max(MOST_ON_PAGE).default(DEFAULT_PAGE);
/** Runs looked at for one page: a filter that few runs pass must not read the whole ledger in one request. */
const MOST_LOOKED_AT = 1_000;

const RunPage = z
  .object({
    runs: z.array(Run),
    next_cursor: z.string().nullable().describe('Where the list goes on; `null` at its end.'),
  })
  .meta({ id: 'RunPage' });
const FailurePage = z
  .object({
    failures: z.array(Failure),
    next_after: z.int().nullable().describe('`after` of the next page; `null` at the end.'),
  })
  .meta({ id: 'FailurePage' });

/** What can be asked about runs, and of them. */
export function runEndpoints(desk: ApiDesk): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/runs',
      id: 'listRuns',
      summary: 'List runs, newest first',
      tag: 'Runs',
      path: NOTHING,
      query: z.object({
        workflow: z.string().optional().describe('Only runs of this workflow.'),
        status: Run.shape.status.optional().describe('Only runs with this status.'),
        limit,
        cursor: z.string().optional().describe('`next_cursor` of an earlier answer.'),
      }),
      headers: NOTHING,
      answers: {
        200: {
          description: 'Some runs. There may be fewer than asked for, and more behind `next_cursor`.',
          schema: RunPage,
        },
      },
      errors: [],
      handle: async ({ query }) => ({ status: 200, body: await runPage(desk, query) }),
    }),
    endpoint({
      method: 'get',
      route: '/runs/{run_id}',
      id: 'readRun',
      summary: 'Read one run',
      tag: 'Runs',
      path: byId,
      query: NOTHING,
      headers: NOTHING,
      answers: { 200: { description: 'The run.', schema: Run } },
      errors: ['run_not_found'],
      handle: async ({ path }) => ({ status: 200, body: runDocument(await find(desk, path.run_id)) }),
    }),
    cancelEndpoint(desk),
    failuresEndpoint(desk),
    retryEndpoint(desk),
  ];
}

interface RunQuery {
  readonly workflow?: string | undefined;
  readonly status?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

async function runPage({ ledger }: ApiDesk, query: RunQuery): Promise<z.output<typeof RunPage>> {
  const found: RunRecord[] = [];
  let after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT;) {
    const positions: RunPosition[] = await ledger.runIds(MOST_ON_PAGE, query.workflow, after);
    for (const position of positions) {
      after = position;
      const record = await ledger.read(position.runId);
      if (!record || (query.status !== undefined && statusOf(record) !== query.status)) continue;
      found.push(record);
      if (found.length === query.limit)
        return { runs: found.map(runDocument), next_cursor: writeCursor(after) };
    }
    if (positions.length < MOST_ON_PAGE) return { runs: found.map(runDocument), next_cursor: null };
    lookedAt += positions.length;
  }
  return { runs: found.map(runDocument), next_cursor: after ? writeCursor(after) : null };
}

function cancelEndpoint(desk: ApiDesk): Endpoint {
  return endpoint({
    method: 'post',
    route: '/runs/{run_id}/cancel',
    id: 'cancelRun',
    summary: 'Cancel a run: it reads no further page, and what it has read is still pushed',
    tag: 'Runs',
    path: byId,
    query: NOTHING,
    headers: NOTHING,
    answers: { 200: { description: 'It reads no further page.', schema: Run } },
    errors: ['run_not_found', 'run_ended'],
    async handle({ path }) {
      const { runId } = await find(desk, path.run_id);
      if (!(await desk.ledger.cancel(runId))) {
        throw new ApiError('run_ended', `Run ${runId} has ended: there is nothing to cancel.`);
      }
      return { status: 200, body: runDocument(await find(desk, runId)) };
    },
  });
}

function failuresEndpoint(desk: ApiDesk): Endpoint {
  return endpoint({
    method: 'get',
    route: '/runs/{run_id}/failures',
    id: 'listFailures',
    summary: 'List the dead letters of a run',
    tag: 'Runs',
    path: byId,
    query: z.object({
      code: z.string().optional().describe('Only those with this error code.'),
      limit,
      after: z.coerce.number().int().min(-1).default(-1).describe('`next_after` of an earlier answer.'),
    }),
    headers: NOTHING,
    answers: { 200: { description: 'Dead letters, by ordinal.', schema: FailurePage } },
    errors: ['run_not_found'],
    async handle({ path, query }) {
      const { runId } = await find(desk, path.run_id);
      const filter = { runId, ...(query.code === undefined ? {} : { code: query.code }) };
      const left = (await desk.letters.find(filter)).filter(({ ordinal }) => ordinal > query.after);
      const page = left.slice(0, query.limit);
      const failures = page.map(({ runId: run_id, workflowId: workflow_id, ...letter }) => ({
        run_id,
        workflow_id,
        ...letter,
      }));
      const more = left.length > page.length;
      return { status: 200, body: { failures, next_after: more ? (page.at(-1)?.ordinal ?? null) : null } };
    },
  });
}

function retryEndpoint(desk: ApiDesk): Endpoint {
  return endpoint({
    method: 'post',
    route: '/runs/{run_id}/retry',
    id: 'retryFailures',
    summary: 'Put dead letters of a run back to be pushed',
    tag: 'Runs',
    path: byId,
    query: NOTHING,
    headers: NOTHING,
    body: RetryRequest,
    answers: {
      200: { description: 'Counts and status of the run follow as the items end.', schema: RetryResult },
    },
    errors: ['run_not_found'],
    async handle({ path, body }) {
      const { runId } = await find(desk, path.run_id);
      const { code, reference } = body;
      const filter: DeadLetterFilter = {
        runId,
        ...(code === undefined ? {} : { code }),
        ...(reference === undefined ? {} : { reference }),
      };
      return { status: 200, body: await desk.letters.retryAll(filter) };
    },
  });
}

async function find({ ledger }: ApiDesk, runId: string): Promise<RunRecord> {
  const record = await ledger.read(runId);
  if (record) return record;
  throw new ApiError('run_not_found', `There is no run "${runId}". GET /api/runs lists them.`);
}
