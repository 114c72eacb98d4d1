import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineEventMap } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { pagesOf, startEngine, type EngineFixture } from './support/engine-fixture.js';
import { fileWorkflow, type FiledWorkflow } from './support/isolated-workflow.js';

const ITEMS = 230;

describe('a callback with isolation', function () {
  this.timeout(60_000);

  let filed: FiledWorkflow;
  let engine: EngineFixture;
  let folder: string;
  let errors: EngineEventMap['process.error'][0][];

  beforeEach(async () => {
    errors = [];
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-callback-'));
  });
  afterEach(async () => {
    await engine.close();
    await filed.folder.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** A callback's body; it may `note` a text, and find out whether one was noted. */
  async function start(body: string, isolation = 'true'): Promise<void> {
    const above = `
      import { existsSync, writeFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const note = (name, text = '') => writeFileSync(${JSON.stringify(folder)} + '/' + name, text);
      const isNoted = (name) => existsSync(${JSON.stringify(folder)} + '/' + name);`;
    filed = await fileWorkflow(`isolation: ${isolation}, callback: async (context) => { ${body} }`, above);
    engine = await startEngine(await filed.load({ pull: pagesOf(ITEMS, 100), push: () => 'written' }));
    engine.events.on('process.error', (error) => errors.push(error));
  }
  const noted = (name: string): Promise<string> =>
    until(() => readFile(join(folder, name), 'utf8').catch(() => undefined));

  it('gets every item, and what the run came to', async () => {
    await start(`
      const references = new Set();
      for await (const { reference } of context.items) references.add(reference);
      const { items, ...facts } = context;
      note('seen', JSON.stringify({ size: references.size, ...facts }));`);
    const result = await engine.run();
    expect(result.events).to.include({ callback_executed: 1, callback_failure: 0 });
    const seen = JSON.parse(await noted('seen')) as Record<string, unknown>;
    expect(seen).to.deep.include({
      size: ITEMS,
      runId: result.run_id,
      pullParameters: {},
      pushParameters: {},
    });
    expect(seen['events']).to.include({ write_success: ITEMS });
  });

  it('gets items only as it takes them', async () => {
    await start(`
      for await (const item of context.items) {
        note('first');
        while (!isNoted('go')) await sleep(10);
        break;
      }`);
    const scans = async (): Promise<number> =>
      Number(/cmdstat_hscan:calls=(\d+)/.exec(await engine.redis.info('commandstats'))?.[1] ?? 0);
    const before = await scans();
    const running = engine.run();
    await noted('first');
    // The rest of them would take two more; a hash this large has at least three parts.
    expect((await scans()) - before).to.be.within(1, 2);
    await writeFile(join(folder, 'go'), '');
    expect((await running).events).to.include({ callback_executed: 1, callback_failure: 0 });
  });

  it('is not blamed for the time it waits for items', async () => {
    await start(
      `note('called');
       while (!isNoted('go')) await sleep(10);
       for await (const item of context.items);`,
      '{ callbackTimeoutMs: 2_000 }',
    );
    const running = engine.run();
    await noted('called');
    await engine.redis.client('PAUSE', 3_500, 'ALL');
    await writeFile(join(folder, 'go'), '');
    expect((await running).events).to.include({ callback_executed: 1, callback_failure: 0 });
  });

  for (const [name, body, message] of [
    ['throws', `throw new Error('the mail server is away');`, 'the mail server is away'],
    ['never ends', `for await (const item of context.items) for (;;);`, 'The callback took longer than 1 s'],
    ['never answers', `await new Promise(() => {});`, 'The callback took longer than 1 s'],
    ['ends its process', `process.exit(0);`, 'The callback crashed its thread: it ended the thread'],
    ['needs too much memory', `const all = []; for (;;) all.push(new Array(10_000).fill(context));`, '64 MB'],
  ] as const) {
    it(`that ${name} is counted, and nothing else happens`, async () => {
      await start(body, '{ callbackTimeoutMs: 1_000, memoryMb: 64 }');
      const result = await engine.run();
      expect(result.events).to.include({
        write_success: ITEMS,
        callback_executed: 1,
        callback_failure: 1,
      });
      expect(errors.map(({ component, workflow }) => ({ component, workflow }))).to.deep.equal([
        { component: 'callback', workflow: 'numbers' },
      ]);
      expect(errors[0]?.error.message).to.contain(message);
      expect((await engine.run()).events).to.include({ write_success: ITEMS });
    });
  }
});
