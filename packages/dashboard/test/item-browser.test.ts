import { closeConnections, Greenhouse } from '@hrflow-sync/connectors';
import { Audit, auditedItem } from '@hrflow-sync/core';
import axe from 'axe-core';
import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { cleanUp, serve, type Reply, type TestServer } from '../../connectors/test/support/server.js';
import { startEngine, workflowOver, type EngineFixture } from '../../worker/test/support/engine-fixture.js';
import { launchChromium } from './chromium.js';
import { addViewer, CREDENTIALS, type Fixture, VIEWER, withDashboard } from './fixture.js';
import { HELD, READ } from './people.js';

/** Screenshots for whoever wants to look. */
const ARTIFACTS = new URL('../../../artifacts/', import.meta.url).pathname;
const SECRET = 'ask_a-very-secret-key';
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
};
const BUSY: Reply = { status: 503, headers: { 'retry-after-hint': 'soon' }, text: 'upstream is busy' };
const REFUSED: Reply = {
  status: 400,
  headers: { 'x-request-id': 'f3b1c2' },
  json: { code: 400, message: 'educations.0.date_start: Invalid isoformat string: ’Autumn 2014’' },
};

describe('the page of an item in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let server: TestServer;
  let engine: EngineFixture;
  /** What HrFlow answers to writes, one after the other; the last one from then on. */
  let answers: Reply[];

  before(async () => {
    await mkdir(ARTIFACTS, { recursive: true });
    browser = await launchChromium();
  });
  after(() => browser.close());

  beforeEach(async () => {
    answers = [BUSY, REFUSED];
    server = await serve(({ method }) => {
      if (method === 'GET') return { json: { code: 200, data: HELD } };
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
    });
    const base = workflowOver({ pull: () => ({ items: [READ], next: null }), push: () => 'written' });
    const { target, hrflowAuth } = Greenhouse.update_profiles_in_hrflow;
    const workflow = {
      ...base,
      id: 'greenhouse-nightly',
      itemIndex: true,
      action: { ...base.action, target, hrflowAuth },
      hrflowAuth: { api_secret: SECRET, api_user: 'bot@example.org' },
      pushParameters: { source_key: 'shelf-1' },
    };
    engine = await startEngine(workflow, { environment: { HRFLOW_API_URL: server.url } });
  });
  afterEach(() => engine.close());
  cleanUp(closeConnections);

  it('shows an operator what was tried and said, how it differs, and its data; it is fit for everybody', () =>
    inPages(async (open, { redis, prefix }) => {
      const { run_id: runId } = await engine.run();
      for (const [look, options] of Object.entries(LOOKS)) {
        const page = await open(CREDENTIALS, options);
        await page.goto(`/runs/${runId}`);
        await page.getByRole('link', { name: READ.reference, exact: true }).click();
        await page.getByRole('heading', { name: READ.reference, level: 1 }).waitFor();
        await page.screenshot({ path: `${ARTIFACTS}dashboard-one-item-${look}.png`, fullPage: true });
        expect(await violations(page), look).to.deep.equal([]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, look).to.be.at.most(page.viewportSize()?.width ?? 0);
      }
      const page = await open(CREDENTIALS, LOOKS['light']);
      const shown = await page.goto(`/runs/${runId}/items/0`);
      expect(shown?.headers()['cache-control']).to.equal('no-store');
      const attempts = page.getByRole('region', { name: 'Attempts that failed' });
      expect(await attempts.getByRole('rowheader').allInnerTexts()).to.deep.equal(['2', '1']);
      await attempts.getByRole('row', { name: /^1 .*(after|within) / }).waitFor();
      await page
        .getByRole('row', { name: 'changed info.phone "+33 6 00 00 00 00" "+33 6 12 34 56 78"' })
        .waitFor();
      await page.getByRole('row', { name: /added experiences\[1\] nothing/ }).waitFor();
      await page.getByLabel('Answer to PUT profile/indexing').filter({ hasText: 'Autumn 2014' }).waitFor();
      expect(await page.content())
        .not.to.contain(SECRET)
        .and.not.to.contain('bot@example.org');
      const [latest] = await new Audit(redis, prefix).latest(1);
      expect(latest).to.include({
        name: CREDENTIALS.user,
        action: 'view item',
        target: `${runId}-i0`,
        detail: auditedItem(READ.reference),
      });
    }));

  it('is worked by keyboard, and mends the item', () =>
    inPages(async (open) => {
      const { run_id: runId } = await engine.run();
      const page = await open(CREDENTIALS, LOOKS['light']);
      await page.goto(`/runs/${runId}/items/0`);
      const earlier = page.locator('summary', { hasText: 'GET profile/indexing' });
      await earlier.focus();
      await page.keyboard.press('Enter');
      await page.getByLabel(/^Answer to GET profile\/indexing/).waitFor();
      const field = page.locator('.json summary', { hasText: 'experiences' });
      await field.focus();
      await page.keyboard.press('Space');
      await page.locator('.json').getByText('Radium Institute').first().waitFor({ state: 'hidden' });
      answers = [{ json: { code: 201 } }];
      await page.getByRole('button', { name: `Retry ${READ.reference}` }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('1 item put back to be pushed.').waitFor();
      await page.locator('.verdict', { hasText: '1 of 1 item pushed.' }).waitFor();
      const gone = await page.goto(`/runs/${runId}/items/0`);
      expect(gone?.status()).to.equal(404);
    }));

  it('is found by an e-mail address, which goes nowhere but to the server', () =>
    inPages(async (open, fixture) => {
      const { run_id: runId } = await engine.run();
      await addViewer(fixture);
      const page = await open(VIEWER, LOOKS['light']);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.getByRole('link', { name: 'Find an item' }).click();
      await page.getByLabel('Reference, or e-mail address').fill(` ${READ.info.email.toUpperCase()}`);
      await page.keyboard.press('Enter');
      await page.getByText('1 item with this e-mail address.').waitFor();
      await page.getByRole('heading', { name: `Item ${READ.reference}` }).waitFor();
      await page.getByRole('listitem').filter({ hasText: 'failed' }).filter({ hasText: runId }).waitFor();
      await page.screenshot({ path: `${ARTIFACTS}dashboard-item-by-email.png`, fullPage: true });
      expect(await violations(page)).to.deep.equal([]);
      expect((await page.content()).toLowerCase()).not.to.contain(READ.info.email);
      expect(asked.join(' ')).not.to.match(/curie|%40|@/i);
    }));

  it('is refused to a viewer, who is told why, and shown nowhere else', () =>
    inPages(async (open, fixture) => {
      const { redis, prefix } = fixture;
      const { run_id: runId } = await engine.run();
      await addViewer(fixture);
      const page = await open(VIEWER, LOOKS['light']);
      await page.goto(`/runs/${runId}`);
      expect(await page.locator(`a[href$="/items/0"]`).count()).to.equal(0);
      const refused = await page.goto(`/runs/${runId}/items/0`);
      expect(refused?.status()).to.equal(403);
      expect(refused?.headers()['cache-control']).to.equal('no-store');
      await page.getByRole('alert').filter({ hasText: 'only operators may open it' }).waitFor();
      expect(await violations(page)).to.deep.equal([]);
      const actions = (await new Audit(redis, prefix).latest(10)).map(({ action }) => action);
      expect(actions).not.to.include('view item');
    }));

  /** A dashboard over the engine, and pages of people who are signed in; no error on any console. */
  async function inPages(
    action: (
      open: (who: typeof CREDENTIALS, options?: BrowserContextOptions) => Promise<Page>,
      fixture: Fixture,
    ) => Promise<void>,
  ): Promise<void> {
    const problems: string[] = [];
    const opened: Page[] = [];
    await withDashboard(
      {},
      async (fixture) => {
        const { url } = fixture.dashboard;
        const open = async (who: typeof CREDENTIALS, options: BrowserContextOptions = {}): Promise<Page> => {
          const context = await browser.newContext({ baseURL: url, locale: 'en-GB', ...options });
          const page = await context.newPage();
          opened.push(page);
          page.on('pageerror', (error) => problems.push(error.message));
          page.on('console', (message) => {
            if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
          });
          await signIn(page, who);
          return page;
        };
        try {
          await action(open, fixture);
          expect(problems).to.deep.equal([]);
        } catch (error) {
          await opened.at(-1)?.screenshot({ path: `${ARTIFACTS}dashboard-item-failure.png` });
          throw error;
        } finally {
          for (const page of opened) await page.context().close();
        }
      },
      engine.prefix,
    );
  }
});

async function signIn(page: Page, { user, password }: typeof CREDENTIALS): Promise<void> {
  await page.goto('/');
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Queues' }).waitFor();
}

/** What axe finds wrong, in a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await checker.run({ runOnly: tags })).violations.map(({ id, nodes }) => ({
      id,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
  });
  return found.flatMap(({ id, where }) => where.slice(0, 3).map((each) => `${id} ${each}`));
}
