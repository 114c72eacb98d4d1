import { Audit } from '@hrflow-sync/core';
import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import { type Browser, type Page } from 'playwright-core';
import { violations } from './axe.js';
import { launchChromium } from './chromium.js';
import { type DashboardOptions } from '../src/index.js';
import {
  addViewer,
  CREDENTIALS,
  type Fixture,
  seedFailedPush,
  VIEWER,
  withDashboard,
  withQueue,
} from './fixture.js';
import { freePort, startProvider } from '../../../test/support/oidc-provider.js';
import { seedMonday } from './seed.js';

/** Screenshots for whoever wants to look. */
const ARTIFACTS = new URL('../../../artifacts/', import.meta.url).pathname;

describe('who may do what, in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await launchChromium();
    await mkdir(ARTIFACTS, { recursive: true });
  });
  after(() => browser.close());

  it('a viewer sees failures and no way to retry them, and is refused one made by hand', () =>
    inPage({}, async (page, fixture) => {
      const { url } = fixture.dashboard;
      await addViewer(fixture);
      await seedFailedPush(fixture);
      const runId = await seedMonday(fixture.redis, fixture.prefix);
      await signIn(page, url, VIEWER);
      await page.getByText('viewer', { exact: true }).waitFor();
      expect(await page.getByRole('link', { name: 'Audit log' }).count()).to.equal(0);
      expect(await page.locator('main button:visible').allInnerTexts()).to.deep.equal([]);
      await page.screenshot({ path: `${ARTIFACTS}dashboard-viewer.png` });

      await page.goto(`${url}/runs/${runId}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.locator('main form:visible').count()).to.equal(0);
      await page.goto(`${url}/queues/queue/pushes?status=failed`);
      await page.getByText('greenhouse-nightly · candidate-1').waitFor();
      expect(await page.locator('main button:visible:has(> .lucide-refresh-cw)').count()).to.equal(0);
      await page.screenshot({ path: `${ARTIFACTS}board-viewer.png` });
      await page.locator('main button[aria-haspopup=menu]').click();
      await page.locator('[role=menuitem]').first().waitFor({ state: 'attached' });
      expect(await page.locator('[role=menuitem]:visible').allInnerTexts()).to.deep.equal([]);

      expect(await byHand(page, 'PUT', '/queues/api/queues/pushes/run-1-i1/retry')).to.equal(403);
      expect(await byHand(page, 'POST', `/runs/${runId}/retry`)).to.equal(403);
      expect(await byHand(page, 'POST', '/workflows/greenhouse-nightly/run')).to.equal(403);
      expect(await withQueue(fixture, 'pushes', (queue) => queue.getJobState('run-1-i1'))).to.equal('failed');

      const forbidden = await page.goto(`${url}/audit`);
      expect(forbidden?.status()).to.equal(403);
      await page.getByRole('alert').filter({ hasText: 'Only an operator' }).waitFor();
    }));

  it('an operator retries, finds it in the audit log, and is out everywhere after signing out', () =>
    inPage({}, async (page, fixture) => {
      const { url } = fixture.dashboard;
      await seedFailedPush(fixture);
      const elsewhere = await (await browser.newContext()).newPage();
      await signIn(elsewhere, url, CREDENTIALS);
      await signIn(page, url, CREDENTIALS);
      await page.goto(`${url}/queues/queue/pushes?status=failed`);
      await page.getByText('greenhouse-nightly · candidate-1').waitFor();
      const retried = page.waitForResponse((response) => response.url().endsWith('/run-1-i1/retry'));
      await page.locator('button:has(> .lucide-refresh-cw)').last().click();
      await page.getByRole('button', { name: 'Confirm' }).click();
      expect((await retried).status()).to.equal(204);

      await page.goto(`${url}/`);
      await page.getByRole('link', { name: 'Audit log' }).click();
      await page.getByRole('row', { name: /ada.*retry.*pushes\/run-1-i1/ }).waitFor();
      await page.getByRole('link', { name: 'Who came in' }).click();
      await page
        .getByRole('row', { name: /ada.*sign in/ })
        .first()
        .waitFor();
      await page.screenshot({ path: `${ARTIFACTS}dashboard-audit.png` });

      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      for (const each of [page, elsewhere]) {
        await each.goto(`${url}/audit`);
        expect(new URL(each.url()).pathname).to.equal('/login');
      }
      await elsewhere.context().close();
    }));

  it('a form of the page carries its token: a workflow is paused, and written down', () =>
    inPage({}, async (page, fixture) => {
      const { url } = fixture.dashboard;
      await seedMonday(fixture.redis, fixture.prefix);
      await signIn(page, url, CREDENTIALS);
      await page.goto(`${url}/workflows/greenhouse-nightly`);
      await page.getByText('Pause', { exact: true }).first().click();
      await page.getByLabel('Reason').first().fill('holidays');
      await page.getByRole('button', { name: 'Pause' }).first().click();
      await page.getByText('Paused.').waitFor();
      const [latest] = await new Audit(fixture.redis, fixture.prefix).latest(1);
      expect(latest).to.include({ name: 'ada', action: 'pause', target: 'greenhouse-nightly' });
      expect(latest?.detail).to.equal('holidays');
    }));

  it('a stream of a page ends when its session does', () =>
    inPage({}, async (page, fixture) => {
      const { url } = fixture.dashboard;
      await signIn(page, url, CREDENTIALS);
      const ended = page.waitForEvent('requestfinished', (request) => request.url().includes('/live/'));
      // Signed out in another tab, whose cookie goes with this one's.
      const other = await page.context().newPage();
      await other.goto(`${url}/`);
      await other.getByRole('button', { name: 'Sign out' }).click();
      await ended;
      await other.close();
    }));

  it('somebody signs in at a provider, and lands on the page they came for', async () => {
    const port = await freePort();
    const baseUrl = `http://localhost:${port}`;
    const provider = await startProvider(`${baseUrl}/login/oidc/callback`, {
      ada: { email: 'ada@example.com', email_verified: true },
    });
    const { issuer, clientId, clientSecret } = provider;
    const oidc = { issuer, clientId, clientSecret, operators: ['ada@example.com'], viewers: [] };
    try {
      await inPage({ auth: undefined, oidc, port, baseUrl }, async (page) => {
        await page.goto(`${baseUrl}/audit`);
        await page.screenshot({ path: `${ARTIFACTS}dashboard-login.png` });
        expect(await page.getByLabel('Password').count()).to.equal(0);
        // Another site than the dashboard's to a browser: the session's cookie is strict all the same.
        await page.getByRole('link', { name: /Sign in with 127\.0\.0\.1/ }).click();
        await page.getByText('ada@example.com').first().waitFor();
        await page.waitForURL(`${baseUrl}/audit`);
        const names = (await page.context().cookies(baseUrl)).map(({ name, sameSite, httpOnly }) => ({
          name,
          sameSite,
          httpOnly,
        }));
        expect(names).to.deep.equal([{ name: 'hrflow_sync_session', sameSite: 'Strict', httpOnly: true }]);

        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('link', { name: 'Sign out there too' }).click();
        await page.waitForURL(`${issuer}/session/end?client_id=${clientId}`);
        await page.getByRole('button', { name: /sign me out/i }).click();
        await page.waitForURL(new RegExp(`${issuer}/session/end/success`));
      });
    } finally {
      await provider.close();
    }
  });

  it('the pages one comes to without a session are fit for everybody, by light and by dark, on a phone too', async () => {
    const looks = {
      light: { colorScheme: 'light' },
      dark: { colorScheme: 'dark' },
      phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    } as const;
    const port = await freePort();
    const baseUrl = `http://localhost:${port}`;
    const provider = await startProvider(`${baseUrl}/login/oidc/callback`, { ada: {} });
    const { issuer, clientId, clientSecret } = provider;
    const oidc = { issuer, clientId, clientSecret, operators: ['ada@example.com'], viewers: [] };
    try {
      await inPage({ oidc, port, baseUrl }, async (_page, fixture) => {
        await addViewer(fixture);
        for (const [look, options] of Object.entries(looks)) {
          const context = await browser.newContext({ baseURL: baseUrl, ...options });
          const page = await context.newPage();
          const check = async (name: string): Promise<void> => {
            await page.screenshot({ path: `${ARTIFACTS}dashboard-${name}-${look}.png` });
            expect(await violations(page), `${name}, ${look}`).to.deep.equal([]);
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            expect(width, `${name}, ${look}`).to.be.at.most(page.viewportSize()?.width ?? 0);
          };
          await page.goto('/login?signed_out=oidc');
          await page.getByText('Sign out there too').waitFor();
          await check('login');
          await page.getByLabel('User name').fill('nobody');
          await page.getByLabel('Password').fill('nothing');
          await page.getByRole('button', { name: 'Sign in' }).click();
          await page.getByRole('alert').waitFor();
          await check('login-refused');
          await signIn(page, baseUrl, VIEWER);
          await page.goto('/audit');
          await page.getByRole('alert').waitFor();
          await check('refused');
          await context.close();
        }
      });
    } finally {
      await provider.close();
    }
  });

  it('a link from another site finds the session', () =>
    inPage({}, async (page, { dashboard: { url } }) => {
      await signIn(page, url, CREDENTIALS);
      const from = url.replace('127.0.0.1', 'localhost');
      await page.goto(`${from}/login`);
      await page.evaluate((address) => {
        const link = document.createElement('a');
        link.href = address;
        link.textContent = 'to the audit log';
        document.body.append(link);
      }, `${url}/audit`);
      await page.getByRole('link', { name: 'to the audit log' }).click();
      await page.getByRole('heading', { name: 'Audit log' }).waitFor();
    }));

  /** A page on a dashboard; no error on its console that speaks of the content security policy. */
  async function inPage(
    options: Partial<DashboardOptions>,
    action: (page: Page, fixture: Fixture) => Promise<void>,
  ): Promise<void> {
    await withDashboard(options, async (fixture) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
      });
      try {
        await action(page, fixture);
        expect(problems).to.deep.equal([]);
      } catch (error) {
        await page.screenshot({ path: `${ARTIFACTS}dashboard-access.png` });
        throw error;
      } finally {
        await context.close();
      }
    });
  }
});

async function signIn(page: Page, url: string, { user, password }: typeof CREDENTIALS): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** A request as somebody makes it in the console of a page of ours, with all that the page has. */
function byHand(page: Page, method: string, path: string): Promise<number> {
  return page.evaluate(
    async ([verb = '', address = '']) => {
      const token = /XSRF-TOKEN=([\w-]+)/.exec(document.cookie)?.[1] ?? '';
      const response = await fetch(address, {
        method: verb,
        headers: { 'x-csrf-token': token, 'content-type': 'application/json' },
        body: '{"all":"1"}',
      });
      return response.status;
    },
    [method, path],
  );
}
