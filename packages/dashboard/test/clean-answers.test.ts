import { KnownSecrets } from '@hrflow-sync/connectors';
import { expect } from 'chai';
import { seedFailedPush, sessionCookie, visitor, withDashboard, withQueue } from './fixture.js';
import { Seed } from './seed.js';

const SECRET = 'ask_a-very-secret-key';

describe('what the dashboard answers', () => {
  it('holds no secret, whoever wrote it into what is shown: pages, live updates, Bull Board', () => {
    const secrets = new KnownSecrets();
    secrets.add([SECRET]);
    return withDashboard({ secrets }, async (fixture) => {
      const { redis, prefix, dashboard } = fixture;
      await seedFailedPush(fixture);
      const letter = { event: 'write_failure', ordinal: 1, reference: 'r', attempts: 1 } as const;
      const letters = [{ ...letter, code: 'bad_request', message: `said ${SECRET}` }];
      const run = { runId: 'run', workflowId: 'w', startedAtMs: Date.now(), read: 2, letters };
      await new Seed(redis, prefix).run(run);
      await withQueue(fixture, 'pushes', (queue) =>
        queue.add('push', { workflowId: 'w', reference: `r ${SECRET}` }, { jobId: 'leak' }),
      );
      const { read } = await visitor(fixture);
      for (const path of ['/runs/run', '/queues/api/queues/pushes/leak']) {
        const text = await (await read(path)).text();
        expect(text, path).to.contain('[secret]').and.not.to.contain(SECRET);
      }
      const headers = { cookie: await sessionCookie(dashboard.url), accept: 'text/event-stream' };
      const stopping = new AbortController();
      const live = await fetch(`${dashboard.url}/live/runs/run`, { headers, signal: stopping.signal });
      let heard = '';
      for await (const chunk of live.body ?? []) {
        heard += Buffer.from(chunk as Uint8Array).toString();
        if (heard.includes('bad_request')) break;
      }
      stopping.abort();
      expect(heard).to.contain('[secret]').and.not.to.contain(SECRET);
    });
  });
});
