import { type Audit, requestRun, type DeadLetterFilter } from '@hrflow-sync/core';
import { type Request, type RequestHandler, Router } from 'express';
import { recordAction } from '../access/record.js';
import type { Desk } from '../desk.js';
import { fromRedis } from '../redis-deadline.js';
import type { RunShelf } from '../views/run-shelf.js';
import type { VisitorOf } from '../visitor.js';
import { type Told, toldQuery } from './told.js';

const LONGEST_REASON = 200;
/** Pages of ours that a deed may lead back to. */
const BACK = /^\/(workflows\/[\w.%-]+|runs\/[\w-]+)?$/;

/** Where a deed leads: a page of ours. `undefined` when there is nothing of that name. */
type Outcome =
  { readonly path: string; readonly told?: Told; readonly counts?: readonly number[] } | undefined;

/** Something a person does: what, to what, with which particulars; then doing it. */
interface Deed {
  readonly action: 'run' | 'pause' | 'resume' | 'cancel' | 'retry' | 'drop';
  /** A workflow or a run. */
  readonly target: string;
  readonly detail?: string | undefined;
  carryOut(): Promise<Outcome>;
}

export interface ActionOptions {
  readonly desk: Desk;
  readonly shelf: RunShelf;
  readonly basePath: string;
  readonly visitorOf: VisitorOf;
  readonly audit: Audit;
}

/** Everything the dashboard's own pages can change. All of it comes through {@link deed}. */
export function createActions(options: ActionOptions): Router {
  const { desk, shelf } = options;
  const router = Router();
  const post = (path: string, toDeed: (request: Request) => Deed | undefined): void =>
    void router.post(path, deed(options, toDeed));
  post('/workflows/:id/run', (request) =>
    runDeed(desk, parameter(request, 'id'), field(request, 'dry_run') === '1'),
  );
  post('/workflows/:id/pause', (request) => pauseDeed(desk, parameter(request, 'id'), request));
  post('/workflows/:id/resume', (request) => resumeDeed(desk, parameter(request, 'id'), request));
  post('/runs/:id/cancel', (request) => cancelDeed(desk, parameter(request, 'id'), request));
  post('/runs/:id/retry', (request) => retryDeed(desk, shelf, parameter(request, 'id'), request));
  post('/runs/:id/drop', (request) => dropDeed(desk, shelf, parameter(request, 'id'), request));
  return router;
}

/** Does what a form asks for, if whoever sent it may, and leads on to a page that tells what came of it. */
function deed(
  { basePath, visitorOf, audit }: ActionOptions,
  toDeed: (request: Request) => Deed | undefined,
): RequestHandler {
  return async (request, response) => {
    if (!visitorOf(request).mayAct) {
      response.status(403).json({ error: 'operator_required' });
      return;
    }
    const asked = toDeed(request);
    if (!asked) {
      response.status(400).json({ error: 'request_invalid' });
      return;
    }
    const { action, target, detail } = asked;
    await fromRedis(recordAction(audit, request, { action, target, detail }));
    const outcome = await asked.carryOut();
    if (!outcome) {
      response.status(404).json({ error: 'not_found' });
      return;
    }
    const { path, told, counts = [] } = outcome;
    response.redirect(303, `${basePath}${path}${told === undefined ? '' : toldQuery(told, ...counts)}`);
  };
}

function runDeed(desk: Desk, workflowId: string, dryRun: boolean): Deed {
  return {
    action: 'run',
    target: workflowId,
    detail: dryRun ? 'dry run' : undefined,
    async carryOut() {
      if (!(await isWorkflow(desk, workflowId))) return undefined;
      const ticket = await requestRun(desk.queues, { workflowId, trigger: 'manual', dryRun });
      return { path: `/runs/${ticket.runId}`, ...(ticket.added ? {} : { told: 'in_flight' }) };
    },
  };
}

function pauseDeed(desk: Desk, workflowId: string, request: Request): Deed {
  const message = reasonOf(request) ?? 'paused on the dashboard';
  return {
    action: 'pause',
    target: workflowId,
    detail: message,
    async carryOut() {
      if (!(await isWorkflow(desk, workflowId))) return undefined;
      const pause = { code: 'operator', message, at: new Date().toISOString(), runId: null };
      const first = await desk.pauses.pause(workflowId, pause);
      return { path: backOf(request), told: first ? 'paused' : 'was_paused' };
    },
  };
}

function resumeDeed(desk: Desk, workflowId: string, request: Request): Deed {
  return {
    action: 'resume',
    target: workflowId,
    async carryOut() {
      const resumed = await desk.pauses.resume(workflowId);
      return { path: backOf(request), told: resumed ? 'resumed' : 'was_running' };
    },
  };
}

function cancelDeed(desk: Desk, runId: string, request: Request): Deed {
  return {
    action: 'cancel',
    target: runId,
    async carryOut() {
      if (!(await desk.ledger.read(runId))) return undefined;
      const cancelled = await desk.ledger.cancel(runId);
      return { path: backOf(request), told: cancelled ? 'cancelled' : 'had_ended' };
    },
  };
}

function retryDeed(desk: Desk, shelf: RunShelf, runId: string, request: Request): Deed | undefined {
  const filter = selectionOf(request);
  return (
    filter && {
      action: 'retry',
      target: runId,
      detail: selectionWords(filter),
      async carryOut() {
        if (!(await desk.ledger.read(runId))) return undefined;
        const started = await desk.bulks.start(runId, 'retry', (bulk) =>
          desk.letters.retryAll({ ...filter, runId }, bulk),
        );
        shelf.forget(runId);
        const path = `/runs/${runId}`;
        if (started.state === 'busy') return { path, told: 'busy' };
        if (started.state === 'under_way') return { path, told: 'retrying' };
        const { retried, gone } = started.result;
        return { path, told: 'retried', counts: [retried, gone] };
      },
    }
  );
}

function dropDeed(desk: Desk, shelf: RunShelf, runId: string, request: Request): Deed | undefined {
  const filter = selectionOf(request);
  const reason = reasonOf(request) ?? 'dropped on the dashboard';
  return (
    filter && {
      action: 'drop',
      target: runId,
      detail: `${selectionWords(filter)}: ${reason}`,
      async carryOut() {
        if (!(await desk.ledger.read(runId))) return undefined;
        const started = await desk.bulks.start(runId, 'drop', (bulk) =>
          desk.letters.dropAll({ ...filter, runId }, reason, bulk),
        );
        shelf.forget(runId);
        const path = `/runs/${runId}`;
        if (started.state === 'busy') return { path, told: 'busy' };
        if (started.state === 'under_way') return { path, told: 'dropping' };
        return { path, told: 'dropped', counts: [started.result] };
      },
    }
  );
}

/** Which dead letters of a run: one, those with a code, or explicitly all. */
function selectionOf(request: Request): Pick<DeadLetterFilter, 'code' | 'ordinal'> | undefined {
  const [ordinal, code] = [field(request, 'ordinal'), field(request, 'code')];
  if (ordinal !== undefined) return /^\d{1,15}$/.test(ordinal) ? { ordinal: Number(ordinal) } : undefined;
  if (code !== undefined) return { code };
  return field(request, 'all') === '1' ? {} : undefined;
}

function selectionWords({ code, ordinal }: Pick<DeadLetterFilter, 'code' | 'ordinal'>): string {
  return ordinal === undefined ? (code ?? 'all') : `item ${ordinal}`;
}

/** Whether anybody has ever told of a workflow: a typing error must not wait in the queue for a worker. */
async function isWorkflow({ known, ledger }: Desk, id: string): Promise<boolean> {
  if ((await known.list()).some((each) => each.id === id)) return true;
  return (await ledger.runIds(1, id)).length > 0;
}

function backOf(request: Request): string {
  const back = field(request, 'back') ?? '/';
  return BACK.test(back) ? back : '/';
}

function reasonOf(request: Request): string | undefined {
  return field(request, 'reason')?.trim().slice(0, LONGEST_REASON) || undefined;
}

function field({ body }: Request, name: string): string | undefined {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parameter({ params }: Request, name: string): string {
  const value = params[name];
  return typeof value === 'string' ? value : '';
}
