import { NO_PAGES } from '@hrflow-sync/core';
import { expect } from 'chai';
import { failureOf, forgeJob, type ForgedJob } from '../../../test/support/forged-job.js';
import { until } from '../../../test/support/until.js';
import { pagesOf, startEngine, workflowOver, type EngineFixture } from './support/engine-fixture.js';

const RUN = 'mb2x00000-abcdef';
const METADATA = 'http://169.254.169.254/';

const run = { v: 1, workflowId: 'numbers', trigger: 'manual', dryRun: false };
const pull = {
  v: 1,
  runId: RUN,
  workflowId: 'numbers',
  page: 0,
  cursor: null,
  ended: false,
  dryRun: false,
  totals: NO_PAGES,
  resumeToken: null,
  token: null,
};
const page = { v: 1, runId: RUN, page: 0 };
const push = {
  v: 1,
  runId: RUN,
  workflowId: 'numbers',
  ordinal: 0,
  reference: 'a',
  stage: 'formatted',
  fingerprint: null,
  item: '{"reference":"a"}',
};
const notice = {
  v: 1,
  workflowId: 'numbers',
  runId: RUN,
  kind: 'fatal',
  reason: null,
  code: null,
  events: {},
  startedAt: null,
  at: '2026-01-01T00:00:00.000Z',
};
const asPrototype = (data: object): string =>
  JSON.stringify({ ...data, overrides: { push: { X: 1 } } }).replace('"X"', '"__proto__"');

/** Longer than any text of its kind. */
const ENDLESS = 'x'.repeat(65_537);

/** Queue, what is wrong with the job, its id, its data, and where the failure says it is. */
const FORGED: readonly [queue: string, what: string, id: string, data: object | string, at: string][] = [
  ['runs', 'is an address', RUN, { url: METADATA }, 'v'],
  ['runs', 'is no JSON', RUN, '{"v":1,', ''],
  ['pushes', 'is no JSON', `${RUN}-i0`, 'not JSON at all', ''],
  ['runs', 'is no object', RUN, '"run"', ''],
  ['runs', 'has an id that is a key of another run', `${RUN}:settled`, run, 'id'],
  ['runs', 'has an id that leads elsewhere', '../tokens', run, 'id'],
  ['runs', 'is of no workflow there can be', RUN, { ...run, workflowId: 'a:token' }, 'workflowId'],
  ['runs', 'was triggered by nobody we know', RUN, { ...run, trigger: 'admin' }, 'trigger'],
  ['runs', 'changes the prototype', RUN, asPrototype(run), 'overrides.push'],
  ['runs', 'has records that are no texts', RUN, { ...run, given: { as: 'items', records: [{}] } }, 'given'],
  ['pulls', 'is of a run that is a key', `a:dead-q0`, { ...pull, runId: 'a:dead' }, 'runId'],
  ['pulls', 'is of a run that leads elsewhere', `../a-q0`, { ...pull, runId: '../a' }, 'runId'],
  ['pulls', 'is of no run', `${RUN}-q0`, pull, 'runId'],
  ['pulls', 'has the id of another page', `${RUN}-q1`, pull, 'id'],
  ['pulls', 'is of a page before the first', `${RUN}-q-1`, { ...pull, page: -1 }, 'page'],
  ['pulls', 'takes counts away', `${RUN}-q0`, { ...pull, totals: { ...NO_PAGES, read: -5 } }, 'totals.read'],
  ['pulls', 'reads at no place', `${RUN}-q0`, { ...pull, cursor: { url: METADATA } }, 'cursor'],
  ['pulls', 'changes the prototype', `${RUN}-q0`, asPrototype(pull), 'overrides.push'],
  ['pages', 'is of a run that is a key', 'a:dead-b0-0', { ...page, runId: 'a:dead' }, 'runId'],
  ['pages', 'has the id of another page', `${RUN}-b1-0`, page, 'id'],
  ['pages', 'is nothing', `${RUN}-b0-0`, 'null', ''],
  ['pushes', 'is of a run that is a key', 'a:dead-i0', { ...push, runId: 'a:dead' }, 'runId'],
  ['pushes', 'has the id of another item', `${RUN}-i7`, push, 'id'],
  // Counting it would have taken Redis half a gigabyte.
  ['pushes', 'is counted far out', `${RUN}-i4294967295`, { ...push, ordinal: 2 ** 32 - 1 }, 'ordinal'],
  ['pushes', 'holds an item that is no text', `${RUN}-i0`, { ...push, item: { reference: 'a' } }, 'item'],
  ['pushes', 'changes the prototype', `${RUN}-i0`, asPrototype(push), 'overrides.push'],
  [
    'pushes',
    'goes to another host',
    `${RUN}-i0`,
    { ...push, overrides: { push: { base_url: METADATA } } },
    'push_parameters.base_url',
  ],
  ['notices', 'is of a run that is a key', 'a:dead-n-fatal', { ...notice, runId: 'a:dead' }, 'runId'],
  ['notices', 'has an id of its own', 'notice', notice, 'id'],
  ['notices', 'is of no kind', `${RUN}-n-x`, { ...notice, kind: 'x' }, 'kind'],
  ['notices', 'happened at no time', `${RUN}-n-x`, { ...notice, at: '<script>' }, 'at'],
  ['pulls', 'reads at an endless place', `${RUN}-q0`, { ...pull, cursor: ENDLESS }, 'cursor'],
  ['pulls', 'ends the reading of no run', `${RUN}-q0`, { ...pull, ended: true }, 'runId'],
  ['pushes', 'has an endless reference', `${RUN}-i0`, { ...push, reference: ENDLESS }, 'reference'],
];

describe('a job that somebody else wrote into our queues', () => {
  let engine: EngineFixture;
  let read: (string | null)[];
  let pushed: string[];

  beforeEach(async () => {
    [read, pushed] = [[], []];
    const pages = pagesOf(2, 1);
    const world = {
      pull: (cursor: string | null) => {
        read.push(cursor);
        return pages(cursor);
      },
      push: ({ reference }: { reference: string }) => {
        pushed.push(reference);
        return 'written' as const;
      },
    };
    const workflow = workflowOver(world, {
      notify: {
        url: 'http://127.0.0.1:9/',
        format: 'json',
        when: { fatal: true, failuresAbove: 0, recovered: false },
        allowPrivateAddress: true,
      },
    });
    engine = await startEngine(workflow);
  });
  afterEach(() => engine.close());

  const failure = async (job: ForgedJob): Promise<string> => {
    await forgeJob(engine.redis, engine.prefix, job);
    return until(() => failureOf(engine.redis, engine.prefix, job));
  };
  /** Of runs, tokens, pauses and dead letters: what isn't there unless a job brought it. */
  const ledgerKeys = async (): Promise<string[]> => {
    const keys = await engine.redis.keys(`${engine.prefix}:ledger:*`);
    return keys.filter((key) => /:ledger:(runs?|workflow|dead|ended|successes)(:|$)/.test(key));
  };

  for (const [queue, what, id, data, at] of FORGED) {
    it(`fails in "${queue}" when it ${what}; nothing of it is used, and other jobs go on`, async () => {
      const told: unknown[] = [];
      engine.events.on('notice.sent', (event) => told.push(event));
      engine.events.on('notice.failed', (event) => told.push(event));
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      expect(await failure({ queue, id, data: text }))
        .to.match(/^\[payload_invalid\] /)
        .and.contain(`] ${at}`);
      expect(await engine.redis.hget(`${engine.prefix}:${queue}:${id}`, 'atm')).to.equal('1');
      expect([read, pushed, told]).to.deep.equal([[], [], []]);
      expect(await ledgerKeys()).to.deep.equal([]);
      expect((await engine.run()).status).to.equal('success');
      expect(pushed).to.have.members(['item-0', 'item-1']);
    });
  }

  it('runs nothing when it has parameters that its workflow has not', async () => {
    const data = JSON.stringify({ ...run, overrides: { pull: { host: METADATA } } });
    await forgeJob(engine.redis, engine.prefix, { queue: 'runs', id: RUN, data });
    await until(async () => (await engine.ledger.read(RUN))?.finishedAt !== undefined);
    const result = await engine.ledger.result(RUN);
    expect(result).to.include({ status: 'fatal', reason: 'bad_origin_parameters' });
    expect(read).to.deep.equal([]);
  });

  it('reads nothing for a run of another workflow', async () => {
    const { run_id: runId } = await engine.run();
    const data = JSON.stringify({ ...pull, runId, page: 9, workflowId: 'others' });
    const found = read.length;
    expect(await failure({ queue: 'pulls', id: `${runId}-q9`, data })).to.match(
      /^\[payload_invalid\] runId: not a run of this workflow/,
    );
    expect(read).to.have.lengthOf(found);
  });
});
