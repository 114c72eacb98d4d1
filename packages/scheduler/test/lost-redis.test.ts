import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedRedis, type EmbeddedRedis } from '@hrflow-sync/core';
import { expect } from 'chai';
import { until } from '../../../test/support/until.js';
import { files, SchedulerFixture, withBroken, workflow } from './support/fixture.js';

const loaded = files(
  workflow('a', { every: 3_600_000 }),
  workflow('b', { cron: '0 2 * * *' }),
  workflow('manual'),
);

describe('a Redis that has lost its data', () => {
  let fixture: SchedulerFixture;

  describe('while schedulers run', () => {
    let dataDir: string;
    let server: EmbeddedRedis;

    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-lost-'));
      server = await startEmbeddedRedis({ dataDir });
      fixture = new SchedulerFixture(server.url);
    });
    afterEach(async () => {
      await fixture.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    /** It starts again on an empty volume; port and password stay. */
    const loseVolume = async (): Promise<void> => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      await rm(join(dataDir, 'appendonlydir'), { recursive: true });
      server = await startEmbeddedRedis({ dataDir });
    };

    it('gets its schedules back from the files at once, and it is said that they were lost', async () => {
      const schedulers = [await fixture.start(loaded), await fixture.start(loaded)];
      const rebuilt = once(fixture.events, 'schedules.rebuilt');
      await loseVolume();
      expect(await rebuilt).to.deep.equal([{ schedules: 2, lost: true }]);
      expect(await fixture.scheduled()).to.deep.equal(['a 3600000', 'b 0 2 * * *']);
      await Promise.all(schedulers.map((scheduler) => scheduler.reconcile()));
      await until(async () => (await fixture.queues.ticks.getWorkersCount()) === 2);
    });
  });

  describe('and its marks with it', () => {
    beforeEach(() => {
      fixture = new SchedulerFixture();
    });
    afterEach(() => fixture.close());

    const loseEverything = async (): Promise<void> => {
      const keys = await fixture.redis.keys(`${fixture.prefix}*`);
      if (keys.length > 0) await fixture.redis.del(...keys);
    };

    it('is noticed at the next look, where the connection did not end', async () => {
      await fixture.start(loaded, 25);
      const said = once(fixture.events, 'schedules.rebuilt');
      await loseEverything();
      expect(await said).to.deep.equal([{ schedules: 2, lost: true }]);
    });

    it('can not be told from a new one by a scheduler that starts: it says that schedules were built', async () => {
      await fixture.replica(loaded).look();
      expect(fixture.said('schedules.rebuilt')).to.deep.equal([{ schedules: 2, lost: false }]);
      await fixture.replica(loaded).look();
      expect(fixture.said('schedules.rebuilt')).to.have.length(1);
    });

    it('is not what it looks like to a deployment without schedules, or with a broken file', async () => {
      await fixture.replica(files(workflow('manual'))).look();
      await fixture.replica(withBroken(files(), 'b.ts')).look();
      expect(fixture.said('schedules.rebuilt')).to.deep.equal([]);
    });
  });
});
