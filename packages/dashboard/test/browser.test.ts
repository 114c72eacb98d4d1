import { connectRedis } from '@hrflow-sync/core';
import { Worker } from 'bullmq';
import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import { type Browser, type Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { redisUrl } from '../../../test/support/redis.js';
import { CREDENTIALS, type Fixture, PERSONAL, seedFailedPush, withDashboard } from './fixture.js';

/** Kept when a test fails. */
const ARTIFACTS = new URL('../../../artifacts/', import.meta.url).pathname;

describe('the dashboard in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  it('signs in, finds the failed push and retries it', () =>
    inPage(async (page, fixture) => {
      const { url } = fixture.dashboard;
      await page.goto(`${url}/queues/queue/pushes?status=failed`);
      expect(new URL(page.url()).pathname).to.equal('/login');
      await page.getByLabel('User name').fill(CREDENTIALS.user);
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
      await page.getByLabel('Password').fill(CREDENTIALS.password);
      await page.getByRole('button', { name: 'Sign in' }).click();

      for (const name of ['runs', 'pulls', 'pages', 'pushes', 'ticks']) {
        await page.getByRole('link', { name, exact: true }).first().waitFor();
      }
      await page.getByText('greenhouse-nightly · candidate-1').waitFor();
      await page.getByText('e-mail is taken').first().waitFor();
      expect(await page.content()).not.to.contain(PERSONAL);

      const retried = page.waitForResponse((response) => response.url().endsWith('/run-1-i1/retry'));
      await page.locator('button:has(> .lucide-refresh-cw)').last().click();
      await page.getByRole('button', { name: 'Confirm' }).click();
      expect((await retried).status()).to.equal(204);

      await processOnePush(fixture);
      await page.getByText('candidate-1').waitFor({ state: 'detached' });
    }));

  it('offers nothing on Bull Board that would be refused', () =>
    inPage(async (page, { dashboard: { url } }) => {
      await signIn(page, url);
      await page.goto(`${url}/queues/queue/pushes?status=failed`);
      await page.getByText('greenhouse-nightly · candidate-1').waitFor();
      await page.locator('main button[aria-haspopup=menu]').click();
      await page.getByRole('menuitem').filter({ hasText: 'Retry all' }).waitFor();
      expect(await page.locator('[role=menuitem]').count()).to.be.above(1);
      expect(await visibleTexts(page, '[role=menuitem]')).to.deep.equal(['Retry all 1 failed jobs']);
      expect(await visibleTexts(page, 'main button:has(> .lucide-trash-2, > .lucide-pencil)')).to.deep.equal(
        [],
      );
      expect(await visibleTexts(page, 'main button:has(> .lucide-refresh-cw)')).to.have.length(2);
    }));

  it('leads from the overview to the failed pushes, and out again', () =>
    inPage(async (page, { dashboard: { url } }) => {
      await signIn(page, url);
      await page
        .getByRole('row', { name: /^pushes/ })
        .getByRole('link', { name: '1' })
        .click();
      await page.getByText('greenhouse-nightly · candidate-1').waitFor();
      await page.goto(`${url}/`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await page.goto(`${url}/queues/`);
      expect(new URL(page.url()).pathname).to.equal('/login');
    }));

  /** A page on a dashboard with a failed push; no error on its console, no request to elsewhere. */
  async function inPage(action: (page: Page, fixture: Fixture) => Promise<void>): Promise<void> {
    await withDashboard({}, async (fixture) => {
      await seedFailedPush(fixture);
      const page = await browser.newPage({ baseURL: fixture.dashboard.url });
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
      });
      page.on('request', (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(fixture.dashboard.url)) {
          problems.push(`asked ${request.url()}`);
        }
      });
      try {
        await action(page, fixture);
        expect(problems).to.deep.equal([]);
      } catch (error) {
        await mkdir(ARTIFACTS, { recursive: true });
        await page.screenshot({ path: `${ARTIFACTS}dashboard-browser.png` });
        throw error;
      } finally {
        await page.close();
      }
    });
  }
});

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByLabel('User name').fill(CREDENTIALS.user);
  await page.getByLabel('Password').fill(CREDENTIALS.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Queues' }).waitFor();
}

async function visibleTexts(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).filter({ visible: true }).allInnerTexts();
}

/** A worker that takes one push, and succeeds. */
async function processOnePush({ prefix }: Fixture): Promise<void> {
  const connection = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
  const worker = new Worker('pushes', async () => {}, { connection, prefix });
  await new Promise<void>((resolve) => worker.once('completed', () => resolve()));
  await worker.close();
  connection.disconnect();
}
