import { type Audit, auditedItem, isAuditPosition, jobIds, type RunPosition } from '@hrflow-sync/core';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { operatorsOnly } from './access/access.js';
import { recordAction } from './access/record.js';
import { createActions } from './actions/actions.js';
import { toldWords } from './actions/told.js';
import type { BoardQueue } from './board/adapter.js';
import type { Desk } from './desk.js';
import { Streams } from './live/streams.js';
import { auditPage } from './pages/audit-page.js';
import { itemPage } from './pages/item-page.js';
import { itemSearchPage } from './pages/item-search-page.js';
import { overviewFragments, overviewPage, type Overview } from './pages/overview-page.js';
import { SHOWN_STATES, type QueueRow } from './pages/queue-table.js';
import { runFragments, runPage } from './pages/run-page.js';
import { schedulesPage } from './pages/schedules-page.js';
import { problemPage } from './pages/shell.js';
import type { Site } from './pages/site.js';
import { workflowFragments, workflowPage } from './pages/workflow-page.js';
import { concernsOf } from './views/attention.js';
import { findItems, soughtIn } from './views/item-search.js';
import { readItem } from './views/item-view.js';
import { Rates } from './views/rates.js';
import { RunReader, type FailuresFrom } from './views/run-view.js';
import { RunShelf } from './views/run-shelf.js';
import { readSchedules } from './views/schedules.js';
import { Standings } from './views/standing.js';
import type { VisitorOf } from './visitor.js';

/** How long a page waits for Redis. */
const READ_DEADLINE_MS = 3_000;
const RUNS_ON_PAGE = 30;
const AUDIT_ON_PAGE = 100;

export interface PagesOptions {
  readonly desk: Desk;
  readonly queues: readonly BoardQueue[];
  readonly basePath: string;
  readonly notice: string | undefined;
  readonly visitorOf: VisitorOf;
  readonly audit: Audit;
}

/** The dashboard's own pages, what keeps them up to date, and what they can change. */
export interface Pages {
  readonly router: Router;
  /** Ends the streams, which would keep the server open, and what is done to many dead letters. */
  close(): Promise<void>;
}

interface Context extends PagesOptions {
  readonly shelf: RunShelf;
  readonly rates: Rates;
  readonly standings: Standings;
  readonly streams: Streams;
}

export function createPages(options: PagesOptions): Pages {
  const shelf = new RunShelf(options.desk.ledger);
  const rates = new Rates();
  const standings = new Standings(options.desk, shelf, rates);
  const context: Context = { ...options, shelf, rates, standings, streams: new Streams() };
  const router = Router();
  addOverview(router, context);
  addWorkflows(router, context);
  addRuns(router, context);
  addItems(router, context);
  const { desk } = options;
  router.get(
    '/schedules',
    show(context, async (_request, site) => schedulesPage(site, await readSchedules(desk), Date.now())),
  );
  addAudit(router, context);
  router.use(createActions({ ...options, shelf }));
  return {
    router,
    async close() {
      context.streams.close();
      await desk.bulks.close();
    },
  };
}

function addOverview(router: Router, context: Context): void {
  const { streams } = context;
  router.get(
    '/',
    show(context, async (request, site) =>
      overviewPage(site, await readOverview(context), toldWords(request)),
    ),
  );
  router.get('/live/overview', (request, response) => {
    const site = siteOf(context, request);
    streams.serve(response, {
      topic: 'overview',
      read: () => () => readOverview(context),
      render: (overview: Overview) => overviewFragments(site, overview),
    });
  });
}

async function readOverview({ desk, queues, standings }: Context): Promise<Overview> {
  const nowMs = Date.now();
  const [all, rows] = await Promise.all([
    standings.all(nowMs),
    Promise.all(queues.map((queue) => countJobs(desk, queue))),
  ]);
  return { standings: all, concerns: all.flatMap((each) => concernsOf(each, nowMs)), queues: rows, nowMs };
}

async function countJobs({ queues }: Desk, { name, description }: BoardQueue): Promise<QueueRow> {
  return { name, description, counts: await queues[name].getJobCounts(...SHOWN_STATES) };
}

function addWorkflows(router: Router, context: Context): void {
  const { desk, standings, streams } = context;
  router.get(
    '/workflows/:id',
    show(context, async (request, site) => {
      const nowMs = Date.now();
      const standing = await standings.one(parameter(request), nowMs);
      if (!standing) return undefined;
      const positions = await desk.ledger.runIds(RUNS_ON_PAGE + 1, standing.id, positionOf(request));
      const shown = positions.slice(0, RUNS_ON_PAGE);
      const runs = await context.shelf.readAll(shown.map(({ runId }) => runId));
      const next = positions.length > RUNS_ON_PAGE ? shown.at(-1) : undefined;
      return workflowPage(site, { standing, runs, next, nowMs }, toldWords(request));
    }),
  );
  router.get('/live/workflows/:id', (request, response) => {
    const id = parameter(request);
    const site = siteOf(context, request);
    streams.serve(response, {
      topic: `workflow ${id}`,
      read: () => () => standings.one(id),
      render: (standing) => (standing ? workflowFragments(site, standing, Date.now()) : new Map()),
    });
  });
}

function addRuns(router: Router, context: Context): void {
  const { desk, rates, streams } = context;
  router.get(
    '/runs/:id',
    show(context, async (request, site) => {
      const from = failuresFrom(request);
      const view = await new RunReader(desk, rates, parameter(request), from).read();
      return view && runPage(site, view, from, toldWords(request));
    }),
  );
  router.get('/live/runs/:id', (request, response) => {
    const [id, from] = [parameter(request), failuresFrom(request)];
    const site = siteOf(context, request);
    const open = (): (() => ReturnType<RunReader['read']>) => {
      const reader = new RunReader(desk, rates, id, from);
      return () => reader.read();
    };
    streams.serve(response, {
      topic: `run ${id} ${from ? `${from.after} ${from.code}` : ''}`,
      read: open,
      render: (view) => (view ? runFragments(site, view, from) : new Map()),
    });
  });
}

function addItems(router: Router, context: Context): void {
  const { desk, audit } = context;
  router.get(
    '/items',
    show(context, async ({ query }, site) => {
      const reference = text(query['reference'])?.trim();
      const sought = reference ? { reference } : undefined;
      return itemSearchPage(site, sought && { sought, items: await findItems(desk, sought) });
    }),
  );
  // An e-mail address has no business in an address, which browsers, proxies and logs keep.
  router.post(
    '/items',
    noStore,
    show(context, async ({ body }, site) => {
      const sought = soughtIn(text((body as Record<string, unknown> | undefined)?.['sought']) ?? '');
      return itemSearchPage(site, sought && { sought, items: await findItems(desk, sought) });
    }),
  );
  router.get(
    '/runs/:id/items/:ordinal',
    operatorsOnly('This page shows a person’s data, so only operators may open it. You are a viewer.'),
    noStore,
    show(context, async (request, site) => {
      const [runId, ordinal] = [parameter(request), text(request.params['ordinal']) ?? ''];
      const view = /^\d{1,15}$/.test(ordinal) ? await readItem(desk, runId, Number(ordinal)) : undefined;
      if (!view) return undefined;
      const { reference } = view;
      const detail = reference === null ? undefined : auditedItem(reference);
      const target = jobIds.push(runId, view.ordinal);
      await recordAction(audit, request, { action: 'view item', target, detail });
      return itemPage(site, view);
    }),
  );
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** Who did what, for operators. */
function addAudit(router: Router, context: Context): void {
  router.get(
    '/audit',
    operatorsOnly(),
    show(context, async ({ query }, site) => {
      const trail = query['trail'] === 'access' ? 'access' : 'actions';
      const before = text(query['before']);
      const from = before !== undefined && isAuditPosition(before) ? before : undefined;
      const found = await context.audit.latest(AUDIT_ON_PAGE + 1, from, trail);
      const records = found.slice(0, AUDIT_ON_PAGE);
      const older = found.length > AUDIT_ON_PAGE ? records.at(-1)?.id : undefined;
      return auditPage(site, { trail, records, older });
    }),
  );
}

function siteOf({ basePath, notice, visitorOf }: Context, request: Request): Site {
  return { basePath, notice, visitor: visitorOf(request) };
}

const AWAY = Symbol('Redis is away');

/** Answers with a page; with another one where there is no such thing, or while Redis is away. */
function show(
  context: Context,
  read: (request: Request, site: Site) => Promise<string | undefined>,
): RequestHandler {
  return async (request: Request, response: Response) => {
    const site = siteOf(context, request);
    const page = await orAway(context.desk, read(request, site));
    if (page === AWAY) {
      response.status(503).send(problemPage(site, 'Redis can’t be reached', 'Reload this page in a moment.'));
    } else if (page === undefined) {
      const text = 'It never was, or it has expired: runs are kept for 90 days unless configured otherwise.';
      response.status(404).send(problemPage(site, 'There is no such page', text));
    } else response.send(page);
  };
}

async function orAway<Read>(desk: Desk, reading: Promise<Read>): Promise<Read | typeof AWAY> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<typeof AWAY>((resolve) => {
    timer = setTimeout(() => resolve(AWAY), READ_DEADLINE_MS);
  });
  try {
    return await Promise.race([reading, deadline]);
  } catch (error) {
    if (desk.isConnected()) throw error;
    return AWAY;
  } finally {
    clearTimeout(timer);
  }
}

function parameter({ params }: Request): string {
  return text(params['id']) ?? '';
}

function failuresFrom({ query }: Request): FailuresFrom | undefined {
  const [code, after] = [text(query['code']), Number(query['after'])];
  return code !== undefined && Number.isSafeInteger(after) ? { code, after } : undefined;
}

/** Where a list of runs goes on, as its link says it. */
function positionOf({ query }: Request): RunPosition | undefined {
  const [, startedAtMs, runId] = /^(\d{1,15})-([\w-]{1,64})$/.exec(text(query['before']) ?? '') ?? [];
  return startedAtMs === undefined || runId === undefined
    ? undefined
    : { startedAtMs: Number(startedAtMs), runId };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
