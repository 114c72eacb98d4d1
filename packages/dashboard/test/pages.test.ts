import { RejectedItemError } from '@hrflow-sync/connectors';
import { KnownWorkflows, requestRun, type RunRecord } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { pagesOf, workflowOver, type Item } from '../../worker/test/support/engine-fixture.js';
import { dashboardOf, withDeployment, type Deployment } from './deployment.js';
import { seedMonday, Seed } from './seed.js';

const HOSTILE = '<img src=x onerror=alert(1)>';

/** Ten items, of which those in `rejects` are refused with the code they stand under. */
function refusing(rejects: ReadonlyMap<string, string>) {
  const pushed: string[] = [];
  const push = ({ reference }: Item): 'written' => {
    const code = rejects.get(reference);
    if (code) {
      const message = `refused ${HOSTILE}: marie.curie@example.org is taken`;
      throw new RejectedItemError(message, { code });
    }
    pushed.push(reference);
    return 'written';
  };
  return { pushed, workflow: workflowOver({ pull: pagesOf(10, 4), push }) };
}

/** `Promise.withResolvers`, which Node 20 doesn't have. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** Sends a form as the page it is on would. */
async function send(
  url: string,
  page: string,
  action: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec(await read(url, page)) ?? [];
  return fetch(url + action, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, csrf }),
    headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
    redirect: 'manual',
  });
}

async function read(url: string, path: string): Promise<string> {
  return (await fetch(url + path, { headers: { accept: 'text/html' } })).text();
}

/** Where a deed led to, and what it told there. */
async function ledTo(response: Response): Promise<string> {
  expect(response.status, await response.text()).to.equal(303);
  return response.headers.get('location') ?? '';
}

const isOver = (record: RunRecord | undefined): RunRecord | undefined | false =>
  record?.finishedAt !== undefined && record;

async function knownTo({ engine }: Deployment): Promise<void> {
  await until(async () => (await new KnownWorkflows(engine.redis, engine.prefix).list()).length > 0);
}

describe('the pages of the dashboard', () => {
  it('run a workflow at a press of a button, and show what came of it', async () => {
    const { workflow, pushed } = refusing(new Map([['item-3', 'bad_request']]));
    await withDeployment([workflow], async (deployment) => {
      const { url, engine } = deployment;
      await knownTo(deployment);
      const runPath = await ledTo(await send(url, '/', '/workflows/numbers/run'));
      const record = await until(async () => isOver(await engine.ledger.read(runPath.split('/')[2] ?? '')));
      expect(record.trigger).to.equal('manual');
      expect(pushed).to.have.length(9);
      const page = await read(url, runPath);
      expect(page).to.contain('9 of 10 items pushed.').and.contain('1 item failed and waits below.');
      expect(page).to.contain('>bad_request<').and.contain('item-3');
    });
  });

  it('do a dry run, which pushes nothing', async () => {
    const { workflow, pushed } = refusing(new Map());
    await withDeployment([workflow], async (deployment) => {
      const { url, engine } = deployment;
      await knownTo(deployment);
      const runPath = await ledTo(await send(url, '/', '/workflows/numbers/run', { dry_run: '1' }));
      await until(async () => isOver(await engine.ledger.read(runPath.split('/')[2] ?? '')));
      expect(pushed).to.deep.equal([]);
      expect(await read(url, runPath)).to.contain('Nothing was pushed: this was a dry run.');
    });
  });

  it('put back one item, those of one code, or all, and the run’s counts follow', async () => {
    const rejects = new Map([
      ['item-1', 'bad_request'],
      ['item-4', 'bad_request'],
      ['item-6', 'bad_request'],
      ['item-7', 'conflict'],
      ['item-8', 'conflict'],
    ]);
    const { workflow } = refusing(rejects);
    await withDeployment([workflow], async ({ url, engine }) => {
      const { run_id: runId } = await engine.run();
      rejects.clear();
      const path = `/runs/${runId}`;
      const written = (count: number): Promise<unknown> =>
        until(async () => (await engine.ledger.read(runId))?.events.write_success === count);
      const [letter] = await engine.ledger.deadLetters(runId);
      const one = await send(url, path, `${path}/retry`, { ordinal: String(letter?.ordinal) });
      expect(await ledTo(one)).to.equal(`${path}?told=retried&n=1.0`);
      await written(6);
      const group = await send(url, path, `${path}/retry`, { code: 'conflict' });
      expect(await read(url, await ledTo(group))).to.contain('2 items put back to be pushed.');
      await written(8);
      await send(url, path, `${path}/retry`, { all: '1' });
      await written(10);
      expect(await read(url, path))
        .to.contain('10 of 10 items pushed.')
        .and.not.contain('failed and wait');
    });
  });

  it('drop items with a reason, which stays with the run', async () => {
    const { workflow } = refusing(new Map([['item-2', 'bad_request']]));
    await withDeployment([workflow], async ({ url, engine }) => {
      const { run_id: runId } = await engine.run();
      const path = `/runs/${runId}`;
      await ledTo(await send(url, path, `${path}/drop`, { all: '1', reason: `a test ${HOSTILE}` }));
      const page = await read(url, path);
      expect(page).to.contain('1 item was dropped').and.contain('a test &#60;img');
      expect((await engine.ledger.read(runId))?.dropped).to.equal(1);
      expect(await read(url, '/items?reference=item-2')).to.contain('Dropped by a person');
    });
  });

  it('pause and resume a workflow, and lead back to where one was', async () => {
    const { workflow } = refusing(new Map());
    await withDeployment([workflow], async (deployment) => {
      const { url } = deployment;
      await knownTo(deployment);
      const back = '/workflows/numbers';
      const pause = await send(url, '/', '/workflows/numbers/pause', { reason: 'HrFlow moves', back });
      expect(await ledTo(pause)).to.equal(`${back}?told=paused&n=`);
      expect(await read(url, '/'))
        .to.contain('HrFlow moves')
        .and.contain('1 paused');
      const again = await send(url, '/', '/workflows/numbers/pause', { back: 'https://evil.example/' });
      expect(await ledTo(again)).to.equal('/?told=was_paused&n=');
      await ledTo(await send(url, '/', '/workflows/numbers/resume'));
      expect(await read(url, '/')).to.contain('0 paused');
    });
  });

  it('cancel a run in flight, and say so of one that has ended', async () => {
    const gate = withResolvers();
    const workflow = workflowOver({
      pull: pagesOf(10, 4),
      async push(): Promise<'written'> {
        await gate.promise;
        return 'written';
      },
    });
    await withDeployment([workflow], async ({ url, engine }) => {
      const { runId } = await requestRun(engine.queues, { workflowId: 'numbers', trigger: 'manual' });
      await until(async () => (await engine.ledger.read(runId))?.opened);
      const path = `/runs/${runId}`;
      expect(await ledTo(await send(url, path, `${path}/cancel`, { back: path }))).to.contain(
        'told=cancelled',
      );
      expect(await read(url, path)).to.contain('Cancelling');
      gate.resolve();
      await until(async () => isOver(await engine.ledger.read(runId)));
      expect(await ledTo(await send(url, '/', `${path}/cancel`))).to.contain('told=had_ended');
    });
  });

  it('refuse what they don’t know, and selections that say nothing', async () => {
    const { workflow } = refusing(new Map([['item-2', 'bad_request']]));
    await withDeployment([workflow], async ({ url, engine }) => {
      const { run_id: runId } = await engine.run();
      const statusOf = async (action: string, fields = {}): Promise<number> =>
        (await send(url, `/runs/${runId}`, action, fields)).status;
      expect(await statusOf('/workflows/nobody/run')).to.equal(404);
      expect(await statusOf('/runs/nobody/retry', { all: '1' })).to.equal(404);
      expect(await statusOf(`/runs/${runId}/retry`)).to.equal(400);
      expect(await statusOf(`/runs/${runId}/drop`, { ordinal: '1e3' })).to.equal(400);
      expect((await fetch(`${url}/runs/nobody`)).status).to.equal(404);
      expect((await fetch(`${url}/workflows/nobody`)).status).to.equal(404);
      expect(await engine.queues.runs.getJobCounts('waiting', 'active')).to.deep.equal({
        waiting: 0,
        active: 0,
      });
      expect((await engine.ledger.read(runId))?.deadLetters).to.equal(1);
      const elsewhere = await fetch(`${url}/runs/${runId}/retry`, {
        method: 'POST',
        body: new URLSearchParams({ all: '1' }),
        headers: { 'sec-fetch-site': 'cross-site' },
      });
      expect(elsewhere.status).to.equal(403);
    });
  });

  it('show what comes from outside as text, with what is personal hidden', async () => {
    const workflow = workflowOver({
      pull: () => ({ items: [{ reference: HOSTILE }], next: null }),
      push() {
        throw new RejectedItemError(`no ${HOSTILE} for marie.curie@example.org`, { code: 'bad_request' });
      },
    });
    await withDeployment([workflow], async ({ url, engine }) => {
      const { run_id: runId } = await engine.run();
      const paths = [
        '/',
        `/runs/${runId}`,
        '/workflows/numbers',
        `/items?reference=${encodeURIComponent(HOSTILE)}`,
      ];
      for (const path of paths) {
        const page = await read(url, path);
        expect(page, path).not.to.contain('<img src=x').and.not.contain('marie.curie');
      }
      expect(await read(url, paths[1] ?? ''))
        .to.contain('for [personal]')
        .and.contain('&#60;img src=x');
      expect(await read(url, `/?told=${encodeURIComponent(HOSTILE)}&n=${HOSTILE}`)).not.to.contain(
        '<img src=x',
      );
    });
  });

  it('show twenty items of each code, and lead on to the next', async () => {
    const items = Array.from({ length: 50 }, (_, index) => ({
      reference: `item-${String(index).padStart(2, '0')}`,
    }));
    const workflow = workflowOver({
      pull: () => ({ items, next: null }),
      push() {
        throw new RejectedItemError('no', { code: 'bad_request' });
      },
    });
    await withDeployment([workflow], async ({ url, engine }) => {
      const { run_id: runId } = await engine.run();
      const shown = async (path: string): Promise<string[]> =>
        [...(await read(url, path)).matchAll(/>(item-\d\d)<\/a/g)].map(([, name = '']) => name);
      const path = `/runs/${runId}`;
      const first = await shown(path);
      expect(first).to.deep.equal(items.slice(0, 20).map(({ reference }) => reference));
      const next = /href="([^"]+after=19[^"]*)"/.exec(await read(url, path))?.[1] ?? '';
      expect((await shown(next))[0]).to.equal('item-20');
      expect(await shown(`${path}?code=bad_request&after=39`)).to.have.length(10);
      expect(await read(url, path)).to.contain('20 of 50');
    });
  });

  it('list the runs of a workflow, thirty at a time', async () => {
    const { workflow } = refusing(new Map());
    await withDeployment([workflow], async ({ url, engine }) => {
      const seed = new Seed(engine.redis, engine.prefix);
      for (let index = 0; index < 35; index++) {
        await seed.run({
          runId: `run-${index}`,
          workflowId: 'numbers',
          startedAtMs: 1_000_000 * index,
          read: 5,
        });
      }
      const page = await read(url, '/workflows/numbers');
      expect(page.match(/<th scope="row">/g)).to.have.length(30);
      const older = /href="(\/workflows\/numbers\?before=[^"#]+)/.exec(page)?.[1] ?? '';
      expect((await read(url, older)).match(/<th scope="row">/g)).to.have.length(5);
    });
  });

  it('know a deployment that has no files here by what is in Redis', async () => {
    const { workflow } = refusing(new Map());
    await withDeployment([workflow], async ({ engine, url }) => {
      await seedMonday(engine.redis, engine.prefix);
      const page = await read(url, '/');
      for (const id of [
        'greenhouse-nightly',
        'greenhouse-jobs',
        'breezy-candidates',
        'hrflow-to-greenhouse',
      ]) {
        expect(page).to.contain(`href="/workflows/${id}"`);
      }
      expect(page).to.contain('2 workflows need you').and.contain('17 dead letters to retry or drop');
      expect(page).to.contain('42 items wait for the rate limit');
      const schedules = await read(url, '/schedules');
      expect(schedules)
        .to.contain('0 2 * * * · Europe/Paris')
        .and.contain('every 15 min')
        .and.contain('paused');
    });
  });

  it('find a pushed item by its fingerprint, and say what is not kept', async () => {
    const workflow = workflowOver({ pull: pagesOf(3, 3), push: () => 'written' }, { skipUnchanged: true });
    await withDeployment([workflow], async (deployment) => {
      const { engine, url } = deployment;
      await knownTo(deployment);
      await engine.run();
      expect(await read(url, '/items?reference=item-1'))
        .to.match(/has\s+pushed\s+it/)
        .and.contain('fingerprint');
      const unknown = await read(url, '/items?reference=item-9');
      expect(unknown).to.contain('Nothing is kept about').and.contain('leave no trace but a fingerprint');
    });
  });

  it('let nothing into a page but files of their own', async () => {
    const { workflow } = refusing(new Map());
    await withDeployment([workflow], async ({ url }) => {
      const response = await fetch(url);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).not.to.contain('unsafe-inline');
      const page = await response.text();
      expect(page).not.to.match(/style="|<style|<script>|\son[a-z]+="|(src|href)="https?:/);
      for (const [, asset = ''] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+\?v=[^"]+)"/g)) {
        const file = await fetch(url + asset);
        expect(file.status, asset).to.equal(200);
        expect(file.headers.get('cache-control'), asset).to.contain('immutable');
      }
    });
  });

  it('end their streams when the dashboard closes', async () => {
    const { workflow } = refusing(new Map());
    await withDeployment([workflow], async ({ engine }) => {
      const dashboard = await dashboardOf(engine);
      const response = await fetch(`${dashboard.url}/live/overview`);
      const text = response.text();
      await dashboard.close();
      expect(response.headers.get('content-type')).to.contain('text/event-stream');
      expect(await text).to.contain('retry: ');
    });
  });
});
