import { appRoutes } from '@bull-board/api/dist/routes.js';
import { Audit } from '@hrflow-sync/core';
import { expect } from 'chai';
import { jobTitle, redactItem } from '../src/board/redact.js';
import {
  addViewer,
  type Fixture,
  PERSONAL,
  seedFailedPush,
  sessionCookie,
  VIEWER,
  visitor,
  withDashboard,
  withQueue,
} from './fixture.js';

const FAILED_PUSH = '/queues/api/queues/pushes/run-1-i1';

describe('Bull Board', () => {
  it('shows every queue of a run, and no personal data', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const { url } = fixture.dashboard;
      const headers = { cookie: await sessionCookie(url) };
      const list = await (await fetch(`${url}/queues/api/queues?activeQueue=pushes`, { headers })).text();
      expect(list).to.contain('greenhouse-nightly · candidate-1').and.contain('e-mail is taken');
      for (const name of ['runs', 'pulls', 'pages', 'pushes', 'ticks']) expect(list).to.contain(`"${name}"`);
      const job = await (await fetch(url + FAILED_PUSH, { headers })).text();
      expect(job)
        .to.contain('candidate-1')
        .and.match(/hidden \(\d+ characters\)/);
      const flow = await (await fetch(`${url}${FAILED_PUSH}/flow`, { headers })).text();
      expect(flow).to.contain('run-1-b0-0');
      for (const text of [list, job, flow]) expect(text).not.to.contain(PERSONAL);
    }));

  it('shows no personal data of events, nor of runs and pulls that were given their items', () =>
    withDashboard({}, async (fixture) => {
      const said = JSON.stringify({ name: PERSONAL });
      const given = { as: 'items', records: [said] };
      const jobs = {
        events: { v: 1, workflowId: 'w', receivedAt: 'then', headers: { from: PERSONAL }, body: said },
        runs: { v: 1, workflowId: 'w', trigger: 'webhook', dryRun: false, given },
        pulls: { v: 1, workflowId: 'w', runId: 'r', page: 0, given },
      };
      const headers = { cookie: await sessionCookie(fixture.dashboard.url) };
      for (const [name, data] of Object.entries(jobs)) {
        await withQueue(fixture, name, (queue) => queue.add('job', data, { jobId: 'job-1' }));
        for (const path of [`queues?activeQueue=${name}`, `queues/${name}/job-1`]) {
          const shown = await (
            await fetch(`${fixture.dashboard.url}/queues/api/${path}`, { headers })
          ).text();
          expect(shown, path).to.contain('job-1').and.contain('hidden (').and.not.to.contain(PERSONAL);
        }
      }
    }));

  it('retries a failed push, with all its attempts', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const response = await write(fixture, 'PUT', `${FAILED_PUSH}/retry`);
      expect(response.status).to.equal(204);
      const job = await withQueue(fixture, 'pushes', (queue) => queue.getJob('run-1-i1'));
      expect(await withQueue(fixture, 'pushes', (queue) => queue.getJobState('run-1-i1'))).to.equal(
        'waiting',
      );
      expect(job).to.include({ attemptsMade: 0, attemptsStarted: 0 });
      expect(job?.data.item).to.contain(PERSONAL);
    }));

  it('retries all failed pushes, with all their attempts', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const response = await write(fixture, 'PUT', '/queues/api/queues/pushes/retry/failed');
      expect(await response.json()).to.deep.equal({ retried: 1, skipped: 0 });
      const job = await withQueue(fixture, 'pushes', (queue) => queue.getJob('run-1-i1'));
      expect(job?.attemptsMade).to.equal(0);
    }));

  it('refuses every other write to the pushes, also of routes added since', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const allowed: string[] = [];
      const { write: writeAs } = await visitor(fixture);
      for (const { method, route } of appRoutes.api) {
        if (method === 'get') continue;
        const response = await writeAs(String(method).toUpperCase(), `/queues${filled(String(route))}`);
        if (response.status !== 403) allowed.push(`${String(method)} ${String(route)}`);
      }
      expect(allowed).to.have.members([
        'put /api/queues/:queueName/retry/:queueStatus',
        'put /api/queues/:queueName/promote',
        'put /api/queues/:queueName/:jobId/retry',
        'put /api/queues/:queueName/:jobId/promote',
      ]);
    }));

  it('refuses to retry what has completed', () =>
    withDashboard({}, async (fixture) => {
      expect((await write(fixture, 'PUT', '/queues/api/queues/pushes/retry/completed')).status).to.equal(403);
    }));

  it('refuses writes to the other queues', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      expect((await write(fixture, 'PUT', '/queues/api/queues/pages/retry/failed')).status).to.equal(405);
      expect((await write(fixture, 'PUT', '/queues/api/queues/runs/run-1/clean')).status).to.equal(403);
    }));

  it('refuses a write that another site sends', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const { cookie, csrfToken } = await visitor(fixture);
      const { url, port } = fixture.dashboard;
      for (const [headers, status] of [
        [{ 'sec-fetch-site': 'cross-site' }, 403],
        [{ 'sec-fetch-site': 'same-site' }, 403],
        [{ origin: 'https://evil.example' }, 403],
        [{ origin: 'null' }, 403],
        [{}, 403],
        [{ origin: `http://127.0.0.1:${port}` }, 204],
      ] as const) {
        const response = await fetch(`${url}${FAILED_PUSH}/retry`, {
          method: 'PUT',
          headers: { cookie, 'x-xsrf-token': csrfToken, ...headers },
        });
        expect(response.status, JSON.stringify(headers)).to.equal(status);
      }
    }));

  it('refuses every write to a viewer, route by route', () =>
    withDashboard({}, async (fixture) => {
      await addViewer(fixture);
      await seedFailedPush(fixture);
      const { read, write: writeAs } = await visitor(fixture, VIEWER);
      const writes = appRoutes.api.filter(({ method }) => method !== 'get');
      expect(writes.length).to.be.above(15);
      for (const { method, route } of writes) {
        for (const queue of ['pushes', 'runs']) {
          const path = `/queues${filled(String(route), queue)}`;
          const response = await writeAs(String(method).toUpperCase(), path);
          expect(response.status, `${String(method)} ${path}`).to.equal(403);
          expect(await response.json()).to.have.property('error', 'operator_required');
        }
      }
      expect((await read(FAILED_PUSH)).status).to.equal(200);
      expect(await withQueue(fixture, 'pushes', (queue) => queue.getJobState('run-1-i1'))).to.equal('failed');
      expect(await new Audit(fixture.redis, fixture.prefix).latest(10)).to.deep.equal([]);
    }));

  it('refuses every write without a session, route by route', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      for (const { method, route } of appRoutes.api.filter((each) => each.method !== 'get')) {
        const response = await fetch(`${url}/queues${filled(String(route))}`, {
          method: String(method).toUpperCase(),
          headers: { 'sec-fetch-site': 'same-origin' },
        });
        expect(response.status, String(route)).to.equal(401);
      }
    }));

  it('refuses a write without the session’s own token', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const mine = await visitor(fixture);
      const other = await visitor(fixture);
      expect(mine.csrfToken).to.match(/^[\w-]{43}$/);
      for (const token of ['', 'x', other.csrfToken, mine.csrfToken.slice(1), `${mine.csrfToken}x`]) {
        const response = await mine.write('PUT', `${FAILED_PUSH}/retry`, { 'x-csrf-token': token });
        expect(response.status, token).to.equal(403);
        expect(await response.json()).to.have.property('error', 'csrf_token_wrong');
      }
      expect((await mine.write('PUT', `${FAILED_PUSH}/retry`)).status).to.equal(204);
    }));

  it('gives its own script the token in a cookie of its path', () =>
    withDashboard({}, async (fixture) => {
      const { read, csrfToken } = await visitor(fixture);
      const [cookie] = (await read('/queues/')).headers.getSetCookie();
      expect(cookie).to.equal(`XSRF-TOKEN=${csrfToken}; Path=/queues; SameSite=Strict`);
    }));

  it('writes down who retries, before it is done', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const { write: writeAs } = await visitor(fixture);
      await writeAs('PUT', `${FAILED_PUSH}/retry`);
      await writeAs('PUT', '/queues/api/queues/pushes/retry/failed');
      await writeAs('PUT', '/queues/api/queues/pages/retry/failed');
      await writeAs('PUT', '/queues/api/queues/pushes/empty');
      const records = await new Audit(fixture.redis, fixture.prefix).latest(10);
      expect(records.map(({ name, via, action, target }) => [name, via, action, target])).to.deep.equal([
        ['ada', 'password', 'retry all', 'pushes'],
        ['ada', 'password', 'retry', 'pushes/run-1-i1'],
      ]);
    }));

  it('retries nothing that can’t be written down', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const { write: writeAs } = await visitor(fixture);
      // A key of another type: writing to it fails, all else works.
      await fixture.redis.set(`${fixture.prefix}:audit:actions`, 'in the way');
      expect((await writeAs('PUT', `${FAILED_PUSH}/retry`)).status).to.equal(500);
      expect(await withQueue(fixture, 'pushes', (queue) => queue.getJobState('run-1-i1'))).to.equal('failed');
    }));

  it('runs no script but its own, and asks nobody for a font', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const response = await fetch(`${url}/queues/`, { headers: { cookie: await sessionCookie(url) } });
      expect(response.headers.get('content-security-policy')).to.contain(
        "default-src 'none';script-src 'self';",
      );
      expect(await response.text()).not.to.match(/(src|href)="https?:/);
    }));
});

describe('what is shown of a job', () => {
  it('has no item, and keeps the rest', () => {
    const data = { workflowId: 'w', reference: 'r', item: '{"name":"Marie Curie"}' };
    expect(redactItem('pushes', data)).to.deep.equal({
      workflowId: 'w',
      reference: 'r',
      item: 'hidden (22 characters)',
    });
    expect(data.item).to.contain('Marie');
    expect(redactItem('runs', null)).to.equal(null);
  });

  it('has nothing of what an event said or somebody handed in, and keeps the rest', () => {
    const said = JSON.stringify({ name: PERSONAL });
    const event = { workflowId: 'w', receivedAt: 'then', headers: { from: PERSONAL }, body: said };
    expect(redactItem('events', event)).to.deep.equal({
      workflowId: 'w',
      receivedAt: 'then',
      headers: 'hidden (22 characters)',
      body: 'hidden (22 characters)',
    });
    for (const queue of ['runs', 'pulls']) {
      const given = { as: 'items', records: [said, said] };
      expect(redactItem(queue, { workflowId: 'w', given })).to.deep.equal({
        workflowId: 'w',
        given: { as: 'items', records: 'hidden (2 records)' },
      });
      expect(given.records).to.have.length(2);
    }
  });

  it('is named by what it is about', () => {
    expect(jobTitle({ workflowId: 'w', reference: 'r', ordinal: 3 }, 'push')).to.equal('w · r');
    expect(jobTitle({ workflowId: 'w', reference: null, ordinal: 3 }, 'push')).to.equal('w · item 3');
    expect(jobTitle({ runId: 'run-1', page: 2 }, 'page')).to.equal('page 2');
    expect(jobTitle({ workflowId: 'w' }, 'run')).to.equal('w');
    expect(jobTitle(undefined, 'run')).to.equal('run');
  });
});

async function write(fixture: Fixture, method: string, path: string): Promise<Response> {
  return (await visitor(fixture)).write(method, path);
}

function filled(route: string, queue = 'pushes'): string {
  return route
    .replace(':queueName', queue)
    .replace(':jobId', 'run-1-i1')
    .replace(':queueStatus', 'failed')
    .replace(':schedulerId', 's');
}
