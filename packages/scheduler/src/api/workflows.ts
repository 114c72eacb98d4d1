import {
  checkOverrides,
  requestRun,
  schedulesOf,
  type ParameterOverrides,
  type Workflow as Configured,
} from '@hrflow-sync/core';
import { z } from 'zod';
import type { ApiDesk } from './desk.js';
import { PauseRequest, RunRequest, RunTicket, Workflow } from './documents.js';
import { endpoint, type Endpoint } from './endpoint.js';
import { ApiError } from './errors.js';
import { workflowDocument } from './present.js';

const NOTHING = z.object({});
const byId = z.object({ workflow_id: z.string() });
const changed = z
  .object({ changed: z.boolean().describe('False when it was so already.') })
  .meta({ id: 'Changed' });

const WorkflowList = z.object({ workflows: z.array(Workflow) }).meta({ id: 'WorkflowList' });

/** What can be asked about workflows, and of them. */
export function workflowEndpoints(desk: ApiDesk): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      route: '/workflows',
      id: 'listWorkflows',
      summary: 'List workflows',
      tag: 'Workflows',
      path: NOTHING,
      query: NOTHING,
      headers: NOTHING,
      answers: { 200: { description: 'All workflows.', schema: WorkflowList } },
      errors: [],
      async handle() {
        const nextRuns = await nextRunTimes(desk);
        const workflows = [...desk.workflows().values()].map((each) => describe(desk, each, nextRuns));
        return { status: 200, body: { workflows: await Promise.all(workflows) } };
      },
    }),
    endpoint({
      method: 'get',
      route: '/workflows/{workflow_id}',
      id: 'readWorkflow',
      summary: 'Read one workflow',
      tag: 'Workflows',
      path: byId,
      query: NOTHING,
      headers: NOTHING,
      answers: { 200: { description: 'The workflow.', schema: Workflow } },
      errors: ['workflow_not_found'],
      async handle({ path }) {
        const workflow = find(desk, path.workflow_id);
        return { status: 200, body: await describe(desk, workflow, await nextRunTimes(desk)) };
      },
    }),
    runEndpoint(desk),
    pauseEndpoint(desk),
    resumeEndpoint(desk),
  ];
}

function runEndpoint(desk: ApiDesk): Endpoint {
  return endpoint({
    method: 'post',
    route: '/workflows/{workflow_id}/runs',
    id: 'startRun',
    summary: 'Ask for a run',
    tag: 'Workflows',
    path: byId,
    query: NOTHING,
    headers: z.object({
      'idempotency-key': z
        .string()
        .min(1)
        .max(255)
        .optional()
        .describe('A request repeated with the same key within a day asks for the same run.'),
    }),
    body: RunRequest,
    answers: {
      202: { description: 'The run is in the queue.', schema: RunTicket },
      200: { description: 'A run of the workflow is in flight already.', schema: RunTicket },
    },
    errors: ['workflow_not_found', 'idempotency_key_reused'],
    async handle({ path, headers, body }) {
      const workflow = find(desk, path.workflow_id);
      const overrides = overridesOf(workflow, body);
      const key = headers['idempotency-key'];
      const runId = key === undefined ? undefined : await desk.keys.runIdFor(key, workflow.id, body);
      if (runId !== undefined && (await desk.ledger.read(runId))) return ticket(runId, true);
      const asked = await requestRun(desk.queues, {
        workflowId: workflow.id,
        trigger: 'api',
        dryRun: body.dry_run,
        overrides,
        ...(runId === undefined ? {} : { runId }),
      });
      return ticket(asked.runId, asked.added);
    },
  });
}

function ticket(runId: string, added: boolean) {
  return { status: added ? 202 : 200, body: { run_id: runId, added } };
}

/** @throws {@link ApiError} `request_invalid`, with each field */
function overridesOf(
  workflow: Configured,
  request: z.output<typeof RunRequest>,
): ParameterOverrides | undefined {
  const { pull_parameters: pull, push_parameters: push } = request;
  if (pull === undefined && push === undefined) return undefined;
  const overrides: ParameterOverrides = { ...(pull && { pull }), ...(push && { push }) };
  const problems = checkOverrides(workflow, overrides);
  if (problems.length === 0) return overrides;
  throw new ApiError('request_invalid', `${workflow.action.name} does not take these parameters.`, problems);
}

function pauseEndpoint({ pauses, ...desk }: ApiDesk): Endpoint {
  return endpoint({
    method: 'post',
    route: '/workflows/{workflow_id}/pause',
    id: 'pauseWorkflow',
    summary: 'Pause a workflow: it starts no run, reads no page and pushes no item',
    tag: 'Workflows',
    path: byId,
    query: NOTHING,
    headers: NOTHING,
    body: PauseRequest,
    answers: { 200: { description: 'It is paused.', schema: changed } },
    errors: ['workflow_not_found'],
    async handle({ path, body }) {
      const { id } = find(desk, path.workflow_id);
      const pause = { code: 'operator', message: body.reason, at: new Date().toISOString(), runId: null };
      return { status: 200, body: { changed: await pauses.pause(id, pause) } };
    },
  });
}

function resumeEndpoint({ pauses, ...desk }: ApiDesk): Endpoint {
  return endpoint({
    method: 'post',
    route: '/workflows/{workflow_id}/resume',
    id: 'resumeWorkflow',
    summary: 'Let a paused workflow go on',
    tag: 'Workflows',
    path: byId,
    query: NOTHING,
    headers: NOTHING,
    answers: { 200: { description: 'It goes on.', schema: changed } },
    errors: ['workflow_not_found'],
    async handle({ path }) {
      return { status: 200, body: { changed: await pauses.resume(find(desk, path.workflow_id).id) } };
    },
  });
}

function find({ workflows }: Pick<ApiDesk, 'workflows'>, id: string): Configured {
  const workflow = workflows().get(id);
  if (workflow) return workflow;
  throw new ApiError('workflow_not_found', `There is no workflow "${id}". GET /api/workflows lists them.`);
}

async function nextRunTimes({ queues }: ApiDesk): Promise<ReadonlyMap<string, Date>> {
  const standing = await schedulesOf(queues);
  return new Map(standing.map(({ workflowId, nextRunAt }) => [workflowId, nextRunAt]));
}

async function describe(
  { pauses, ledger }: ApiDesk,
  workflow: Configured,
  nextRuns: ReadonlyMap<string, Date>,
) {
  const [pause, [lastRun]] = await Promise.all([pauses.find(workflow.id), ledger.latestRuns(1, workflow.id)]);
  return workflowDocument(workflow, { nextRunAt: nextRuns.get(workflow.id), pause, lastRun });
}
