import { appRoutes } from '@bull-board/api/dist/routes.js';
import { expect } from 'chai';
import { jobTitle, redactItem } from '../src/board/redact.js';
import {
  type Fixture,
  PERSONAL,
  seedFailedPush,
  sessionCookie,
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
      for (const { method, route } of appRoutes.api) {
        if (method === 'get') continue;
        const response = await write(
          fixture,
          String(method).toUpperCase(),
          `/queues${filled(String(route))}`,
        );
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
      const { port } = fixture.dashboard;
      for (const [headers, status] of [
        [{ 'sec-fetch-site': 'cross-site' }, 403],
        [{ 'sec-fetch-site': 'same-site' }, 403],
        [{ origin: 'https://evil.example' }, 403],
        [{ origin: 'null' }, 403],
        [{}, 403],
        [{ origin: `http://127.0.0.1:${port}` }, 204],
      ] as const) {
        const response = await write(fixture, 'PUT', `${FAILED_PUSH}/retry`, headers);
        expect(response.status, JSON.stringify(headers)).to.equal(status);
      }
    }));

  it('runs no script but its own, and asks nobody for a font', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const response = await fetch(`${url}/queues/`, { headers: { cookie: await sessionCookie(url) } });
      expect(response.headers.get('content-security-policy')).to.contain("default-src 'self'");
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

  it('is named by what it is about', () => {
    expect(jobTitle({ workflowId: 'w', reference: 'r', ordinal: 3 }, 'push')).to.equal('w · r');
    expect(jobTitle({ workflowId: 'w', reference: null, ordinal: 3 }, 'push')).to.equal('w · item 3');
    expect(jobTitle({ runId: 'run-1', page: 2 }, 'page')).to.equal('page 2');
    expect(jobTitle({ workflowId: 'w' }, 'run')).to.equal('w');
    expect(jobTitle(undefined, 'run')).to.equal('run');
  });
});

async function write(
  { dashboard: { url } }: Fixture,
  method: string,
  path: string,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<Response> {
  const cookie = await sessionCookie(url);
  const body = method === 'PUT' ? undefined : '{}';
  return fetch(url + path, {
    method,
    body,
    headers: { cookie, 'content-type': 'application/json', ...headers },
  });
}

function filled(route: string): string {
  return route
    .replace(':queueName', 'pushes')
    .replace(':jobId', 'run-1-i1')
    .replace(':queueStatus', 'failed')
    .replace(':schedulerId', 's');
}
