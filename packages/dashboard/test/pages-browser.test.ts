import { RejectedItemError } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import { mkdir } from 'node:fs/promises';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { violations } from './axe.js';
import { launchChromium } from './chromium.js';
import { until } from '../../../test/support/until.js';
import { pagesOf, workflowOver, type Item } from '../../worker/test/support/engine-fixture.js';
import { withDeployment, type Deployment } from './deployment.js';
import { seedMonday } from './seed.js';

/** Screenshots are kept here, for whoever wants to look. */
const ARTIFACTS = new URL('../../../artifacts/', import.meta.url).pathname;
const DESKTOP = { viewport: { width: 1280, height: 900 } };
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { ...DESKTOP, colorScheme: 'light' },
  dark: { ...DESKTOP, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true },
};

/** An origin whose items are pushed when somebody lets them. */
class Gate {
  readonly rejects = new Map<string, string>();
  private allowed = 0;
  private readonly waiting: (() => void)[] = [];

  readonly workflow = workflowOver({ pull: pagesOf(200, 50), push: (item) => this.push(item) });

  /** Lets so many more items through. */
  open(count: number): void {
    this.allowed += count;
    while (this.allowed > 0 && this.waiting.length > 0) {
      this.allowed--;
      this.waiting.shift()?.();
    }
  }

  private async push({ reference }: Item): Promise<'written'> {
    if (this.allowed > 0) this.allowed--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    const code = this.rejects.get(reference);
    if (code) throw new RejectedItemError(`The target refused ${reference}.`, { code });
    return 'written';
  }
}

describe('the pages of the dashboard in a browser', function () {
  this.timeout(90_000);
  let browser: Browser;

  before(async () => {
    await mkdir(ARTIFACTS, { recursive: true });
    browser = await launchChromium();
  });
  after(() => browser.close());

  it('are fit for everybody, by light and by dark, on a desk and on a phone', async () => {
    const idle = workflowOver(
      { pull: () => ({ items: [], next: null }), push: () => 'written' },
      { id: 'idle' },
    );
    await withDeployment([idle], async ({ engine, url }) => {
      const runId = await seedMonday(engine.redis, engine.prefix);
      const paths = {
        overview: '/',
        run: `/runs/${runId}`,
        running: '/runs/flatchr-0',
        workflow: '/workflows/greenhouse-nightly',
        item: '/items?reference=48130211',
        schedules: '/schedules',
        audit: '/audit',
      };
      for (const [look, options] of Object.entries(LOOKS)) {
        await inPage(url, options, async (page) => {
          for (const [name, path] of Object.entries(paths)) {
            await page.goto(url + path);
            await page.getByRole('main').waitFor();
            await page.screenshot({ path: `${ARTIFACTS}dashboard-${name}-${look}.png`, fullPage: true });
            expect(await violations(page), `${name}, ${look}`).to.deep.equal([]);
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            expect(width, `${name}, ${look}`).to.be.at.most(page.viewportSize()?.width ?? 0);
          }
        });
      }
    });
  });

  it('follow a run from the press of a button to its end, without being loaded again', async () => {
    const gate = new Gate();
    await withDeployment([gate.workflow], ({ url }) =>
      inPage(url, DESKTOP, async (page) => {
        await page.goto(url);
        await page.getByRole('button', { name: 'Run now: numbers' }).click();
        await page.waitForURL(/\/runs\/[\w-]+$/);
        await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
        await page.locator('.verdict', { hasText: 'Pushing what was read' }).waitFor();
        gate.open(60);
        await page.locator('.verdict', { hasText: '60 of 200 items ended' }).waitFor();
        await page.screenshot({ path: `${ARTIFACTS}dashboard-live.png` });
        gate.open(1_000);
        await page.locator('.verdict', { hasText: '200 of 200 items pushed.' }).waitFor();
        await page.locator('.badge.success').waitFor();
        expect(await page.locator('[data-same-page]').count()).to.equal(1);
        const said = page
          .locator('#announcement')
          .filter({ hasText: 'The run has ended. 200 of 200 items pushed.' });
        await said.waitFor({ state: 'attached' });
      }),
    );
  });

  it('show on the overview what is under way, and cancel it', async () => {
    const gate = new Gate();
    await withDeployment([gate.workflow], ({ url, engine }) =>
      inPage(url, DESKTOP, async (page) => {
        await page.goto(url);
        const result = engine.run();
        const card = page.getByRole('region', { name: 'numbers', exact: true });
        await card.getByText('· 200 read').waitFor();
        gate.open(20);
        await card.getByText(/· 20\s+pushed/).waitFor();
        await card.getByLabel('Cancel run', { exact: false }).click();
        const confirm = card.getByRole('button', { name: 'Cancel the run' });
        await confirm.waitFor();
        await page.keyboard.press('Escape');
        await confirm.waitFor({ state: 'hidden' });
        expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal('SUMMARY');
        await page.keyboard.press('Enter');
        await confirm.click();
        await page.getByText('Cancelled: it reads no further page.').waitFor();
        gate.open(1_000);
        await result;
        await card.getByRole('button', { name: 'Run now: numbers' }).waitFor();
      }),
    );
  });

  it('keep a menu open, and what is typed into it, while the page around it changes', async () => {
    const gate = new Gate();
    await withDeployment([gate.workflow], ({ url, engine }) =>
      inPage(url, DESKTOP, async (page) => {
        await page.goto(url);
        const card = page.getByRole('region', { name: 'numbers', exact: true });
        await card.getByLabel('Pause numbers').click();
        await card.getByLabel('Reason').fill('they move');
        const result = engine.run();
        await card.getByText('· 200 read').waitFor();
        expect(await card.getByLabel('Reason').inputValue()).to.equal('they move');
        await card.getByRole('button', { name: 'Pause the workflow' }).click();
        await card.getByText('they move').waitFor();
        await card.getByRole('button', { name: 'Resume numbers' }).click();
        await page.getByText('Resumed.', { exact: true }).waitFor();
        gate.open(1_000);
        await result;
      }),
    );
  });

  it('retry a group of failures, and then one in Bull Board: the run’s counts follow both', async () => {
    const gate = new Gate();
    gate.rejects.set('item-3', 'bad_request').set('item-40', 'conflict').set('item-41', 'conflict');
    gate.open(1_000);
    await withDeployment([gate.workflow], (deployment) =>
      inPage(deployment.url, DESKTOP, async (page) => {
        await retryBoth(deployment, page, gate);
      }),
    );
  });

  it('find an item by its reference, and retry it from there', async () => {
    const gate = new Gate();
    gate.rejects.set('item-77', 'bad_request');
    gate.open(1_000);
    await withDeployment([gate.workflow], ({ url, engine }) =>
      inPage(url, DESKTOP, async (page) => {
        const { run_id: runId } = await engine.run();
        await page.goto(url);
        await page.getByRole('link', { name: 'Find an item' }).click();
        await page.getByLabel('Reference').fill('item-77');
        await page.keyboard.press('Enter');
        await page.getByText('The target refused item-77.').waitFor();
        gate.rejects.clear();
        await page.getByRole('button', { name: `Retry it in run ${runId}` }).click();
        await page.getByText('1 item put back to be pushed.').waitFor();
        await page.locator('.verdict', { hasText: '200 of 200 items pushed.' }).waitFor();
      }),
    );
  });

  async function retryBoth({ engine, url }: Deployment, page: Page, gate: Gate): Promise<void> {
    const { run_id: runId } = await engine.run();
    await page.goto(`${url}/runs/${runId}`);
    await page.getByRole('heading', { name: '3 failures' }).waitFor();
    gate.rejects.delete('item-40');
    gate.rejects.delete('item-41');
    await page.getByRole('button', { name: 'Retry these 2: what failed with conflict' }).click();
    await page.getByText('2 items put back to be pushed.').waitFor();
    await page.getByRole('heading', { name: '1 failure', exact: true }).waitFor();
    await page.locator('.verdict', { hasText: '199 of 200 items pushed.' }).waitFor();

    gate.rejects.clear();
    await page.getByRole('link', { name: 'Job of item-3' }).click();
    await page.getByText('The target refused item-3.').first().waitFor();
    await page.screenshot({ path: `${ARTIFACTS}dashboard-bull-board.png` });
    await page.locator('button:has(> .lucide-refresh-cw)').first().click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await until(async () => (await engine.ledger.read(runId))?.events.write_success === 200);
    await page.goto(`${url}/runs/${runId}`);
    await page.locator('.verdict', { hasText: '200 of 200 items pushed.' }).waitFor();
    await page.locator('.badge.success').waitFor();
  }

  /** A page without an error on its console and without a request to elsewhere. */
  async function inPage(
    url: string,
    options: BrowserContextOptions,
    action: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ timezoneId: 'Europe/Paris', locale: 'en-GB', ...options });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/\/queues\//.test(message.location().url))
        problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) {
        problems.push(`asked ${request.url()}`);
      }
    });
    try {
      await action(page);
      expect(problems).to.deep.equal([]);
    } catch (error) {
      await page.screenshot({ path: `${ARTIFACTS}dashboard-failure.png` });
      throw error;
    } finally {
      await context.close();
    }
  }
});
