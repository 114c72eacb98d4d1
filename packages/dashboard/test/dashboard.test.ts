import { UserError } from '@hrflow-sync/core';
import { expect } from 'chai';
import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { CREDENTIALS, seedFailedPush, sessionCookie, withDashboard } from './fixture.js';

describe('the dashboard', () => {
  it('without a login listens on this machine only, and says so', () =>
    withDashboard({ auth: undefined, host: undefined }, async ({ dashboard: { url, notice } }) => {
      expect(url).to.match(/^http:\/\/127\.0\.0\.1:/);
      expect(notice).to.contain('no login');
      const page = await fetch(`${url}/`);
      expect(page.status).to.equal(200);
      expect(await page.text())
        .to.contain('no login')
        .and.not.contain('Sign out');
    }));

  it('without a login refuses to listen elsewhere', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.0.10', 'ops.example']) {
      await refused({ auth: undefined, host }, 'dashboard_auth_required');
    }
    await refused({ auth: { user: 'ada', password: '' } }, 'dashboard_auth_required');
  });

  it('without a login refuses a site that gives its name our address', () =>
    withDashboard({ auth: undefined }, async ({ dashboard: { port } }) => {
      const asked = request({ host: '127.0.0.1', port, headers: { host: `evil.example:${port}` } }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      expect(response.statusCode).to.equal(403);
    }));

  it('refuses a public address that isn’t one', () =>
    refused({ baseUrl: 'ops.example' }, 'dashboard_url_invalid'));

  it('shows what waits and what failed, queue by queue', () =>
    withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const { url } = fixture.dashboard;
      const response = await fetch(`${url}/`, { headers: { cookie: await sessionCookie(url) } });
      const text = await response.text();
      expect(text).to.match(/class="number failed"><a href="\/queues\/queue\/pushes\?status=failed">1</);
      expect(text).to.contain('Sign out');
    }));

  it('says that Redis is away, and keeps its other metrics', () =>
    withDashboard({}, async ({ dashboard: { url }, redis }) => {
      const headers = { cookie: await sessionCookie(url) };
      redis.disconnect();
      const page = await fetch(`${url}/`, { headers });
      expect(page.status).to.equal(503);
      expect(await page.text()).to.contain('Redis can’t be reached');
      expect((await fetch(`${url}/healthz`)).status).to.equal(200);
      expect(await (await fetch(`${url}/readyz`)).json()).to.deep.equal({
        status: 'unready',
        failed: ['redis'],
      });
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).to.contain('process_cpu');
    }));

  it('works under a path that a proxy takes away', () =>
    withDashboard({ baseUrl: 'http://ops.example/sync' }, async ({ dashboard: { url } }) => {
      const response = await fetch(`${url}/queues/`, {
        redirect: 'manual',
        headers: { accept: 'text/html' },
      });
      expect(response.headers.get('location')).to.equal('/sync/login?next=%2Fqueues%2F');
      const page = await fetch(`${url}/queues/`, { headers: { cookie: await sessionCookie(url) } });
      expect(await page.text()).to.contain('<base href="/sync/queues/"');
    }));

  async function refused(options: Parameters<typeof withDashboard>[0], code: string): Promise<void> {
    const outcome = await withDashboard({ auth: CREDENTIALS, ...options }, async () => {}).catch(
      (error: unknown) => error,
    );
    expect(outcome).to.be.instanceOf(UserError).with.property('code', code);
  }
});
