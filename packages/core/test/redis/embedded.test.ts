import { expect } from 'chai';
import { once } from 'node:events';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../../src/errors.js';
import { writeState } from '../../src/redis/data-folder.js';
import { startEmbeddedRedis } from '../../src/redis/embedded.js';
import { freePort } from '../../src/redis/port.js';
import { killOwner, rejection, startOwner, untilGone, withClient, withFolder, withRedis } from './fixture.js';

describe('embedded Redis', function () {
  this.timeout(60_000);

  it('answers with its password only, and its files are its owner’s only', async () => {
    await withFolder((dataDir) =>
      withRedis(dataDir, async ({ url, joined }) => {
        expect(joined).to.equal(false);
        expect(await withClient(url, (client) => client.ping())).to.equal('PONG');
        const open = url.replace(/:[^:@]*@/, '');
        const refusal = await rejection(withClient(open, (client) => client.ping()));
        expect(refusal.message).to.match(/NOAUTH|closed/);
        for (const file of ['hrflow-sync-redis.json', 'hrflow-sync-redis.conf']) {
          expect((await stat(join(dataDir, file))).mode & 0o777).to.equal(0o600);
        }
      }),
    );
  });

  it('never shows the password on its command line', async function () {
    if (process.platform !== 'linux') this.skip();
    await withFolder((dataDir) =>
      withRedis(dataDir, async ({ url, pid }) => {
        const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
        expect(commandLine).to.contain('redis');
        expect(commandLine).not.to.contain(new URL(url).password);
      }),
    );
  });

  it('keeps its data and its address over a restart', async () => {
    await withFolder(async (dataDir) => {
      const first = await withRedis(dataDir, async ({ url }) => {
        await withClient(url, (client) => client.set('kept', 'yes'));
        return url;
      });
      await withRedis(dataDir, async ({ url }) => {
        expect(url).to.equal(first);
        expect(await withClient(url, (client) => client.get('kept'))).to.equal('yes');
      });
    });
  });

  it('is joined by a second process, whose end leaves it running', async () => {
    await withFolder((dataDir) =>
      withRedis(dataDir, async ({ url, pid }) => {
        const second = await startOwner(dataDir);
        expect(second.redis).to.deep.equal({ url, pid, joined: true });
        await killOwner(second);
        expect(await withClient(url, (client) => client.ping())).to.equal('PONG');
      }),
    );
  });

  it('is one server when four processes start at the same time', async () => {
    await withFolder(async (dataDir) => {
      const owners = await Promise.all([1, 2, 3, 4].map(() => startOwner(dataDir)));
      expect(new Set(owners.map(({ redis }) => redis.url)).size).to.equal(1);
      expect(owners.filter(({ redis }) => !redis.joined)).to.have.length(1);
      await Promise.all(owners.map(killOwner));
      await untilGone(owners[0]!.redis.pid);
    });
  });

  it('ends when its parent is killed with kill -9', async () => {
    await withFolder(async (dataDir) => {
      const owner = await startOwner(dataDir);
      await killOwner(owner);
      await untilGone(owner.redis.pid);
    });
  });

  it('is started anew with all its data right after its parent was killed', async () => {
    await withFolder(async (dataDir) => {
      const owner = await startOwner(dataDir);
      await withClient(owner.redis.url, async (client) => {
        await client.set('kept', 'yes');
        await killOwner(owner);
      });
      await withRedis(dataDir, async ({ url, pid, joined }) => {
        expect(joined).to.equal(false);
        expect(pid).not.to.equal(owner.redis.pid);
        expect(await withClient(url, (client) => client.get('kept'))).to.equal('yes');
      });
    });
  });

  it('outlives a Ctrl-C, which reaches our process only', async () => {
    await withFolder(async (dataDir) => {
      const owner = await startOwner(dataDir);
      const interrupted = once(owner.process, 'message');
      process.kill(-owner.pid, 'SIGINT');
      expect((await interrupted)[0]).to.equal('interrupted');
      expect(await withClient(owner.redis.url, (client) => client.ping())).to.equal('PONG');
      await killOwner(owner);
      await untilGone(owner.redis.pid);
    });
  });

  it('loads a file whose last write was cut short', async () => {
    await withFolder(async (dataDir) => {
      await withRedis(dataDir, ({ url }) =>
        withClient(url, async (client) => {
          await client.set('kept', 'yes');
          await client.set('cut', 'x'.repeat(100));
        }),
      );
      const file = await appendOnlyFile(dataDir);
      await truncate(file, (await stat(file)).size - 10);
      await withRedis(dataDir, async ({ url }) => {
        expect(await withClient(url, (client) => client.mget('kept', 'cut'))).to.deep.equal(['yes', null]);
      });
    });
  });

  it('says what Redis said when it can’t read its data', async () => {
    await withFolder(async (dataDir) => {
      await withRedis(dataDir, ({ url }) => withClient(url, (client) => client.set('a', 'b')));
      await writeFile(await appendOnlyFile(dataDir), 'not a command\r\nnor this\r\n');
      const error = await rejection(startEmbeddedRedis({ dataDir }));
      expect(error).to.be.instanceOf(UserError).with.property('code', 'redis_start_failed');
      expect(error.message).to.match(/Bad file format/);
    });
  });

  it('refuses a port that another server has', async () => {
    await withFolder(async (dataDir) => {
      const other = createServer((socket) => socket.destroy());
      const port = await freePort();
      other.listen(port, '127.0.0.1');
      await once(other, 'listening');
      const error = await rejection(startEmbeddedRedis({ dataDir, port }));
      other.close();
      expect(error).to.have.property('code', 'redis_start_failed');
      expect(error.message).to.match(/address already in use/i);
    });
  });

  it('runs in a container when Docker is what there is', async () => {
    await withFolder(async (folder) => {
      const docker = join(folder, 'docker');
      const image =
        'while [ "$1" != redis:7-alpine ]; do echo "$1" >>"$0.args"; shift; done; shift; exec "$@"';
      await writeFile(docker, `#!/bin/sh\n[ "$1" = rm ] && exit\n${image}\n`, { mode: 0o755 });
      const dataDir = join(folder, 'data');
      const server = await startEmbeddedRedis({ dataDir, program: { kind: 'docker', path: docker } });
      expect(await withClient(server.url, (client) => client.ping())).to.equal('PONG');
      await server.stop();
      const args = await readFile(`${docker}.args`, 'utf8');
      const { port } = new URL(server.url);
      expect(args)
        .to.contain(`--publish=127.0.0.1:${port}:${port}\n`)
        .and.contain(`--volume=${dataDir}:/data\n`);
    });
  });

  it('says so when the program is no Redis', async () => {
    await withFolder(async (dataDir) => {
      const error = await rejection(
        startEmbeddedRedis({ dataDir, program: { kind: 'binary', path: '/bin/false' } }),
      );
      expect(error).to.have.property('code', 'redis_start_failed');
      expect(error.message).to.contain('/bin/false').and.to.contain('ended with code 1');
    });
  });

  it('ignores the lock and the state of processes that are gone', async () => {
    await withFolder(async (dataDir) => {
      const owner = await startOwner(dataDir);
      await killOwner(owner);
      await untilGone(owner.redis.pid);
      await writeFile(join(dataDir, 'hrflow-sync-redis.lock'), `${owner.pid}`);
      await withRedis(dataDir, async ({ joined }) => expect(joined).to.equal(false));
    });
  });

  it('ignores a lock of its own process id that it doesn’t hold, as after a container’s restart', async () => {
    await withFolder(async (dataDir) => {
      await writeFile(join(dataDir, 'hrflow-sync-redis.lock'), `${process.pid}`);
      await writeState(dataDir, { url: 'redis://127.0.0.1:1', pid: process.pid, ownerPid: process.pid });
      await withRedis(dataDir, async ({ joined }) => expect(joined).to.equal(false));
    });
  });

  it('tells when it ended by itself, and not when it was stopped', async () => {
    await withFolder(async (dataDir) => {
      const killed = await startEmbeddedRedis({ dataDir });
      process.kill(killed.pid, 'SIGKILL');
      await killed.ended;
      const stopped = await startEmbeddedRedis({ dataDir });
      let told = false;
      void stopped.ended.then(() => (told = true));
      await Promise.all([stopped.stop(), stopped.stop()]);
      expect(told).to.equal(false);
    });
  });

  it('leaves nothing but its data and its settings in the folder', async () => {
    await withFolder(async (dataDir) => {
      await withRedis(dataDir, async () => {});
      expect((await readdir(dataDir)).sort()).to.deep.equal([
        'appendonlydir',
        'hrflow-sync-redis.conf',
        'hrflow-sync-redis.json',
      ]);
    });
  });
});

/** Redis 7 and newer append to a file in a folder, older ones to one beside it. */
async function appendOnlyFile(dataDir: string): Promise<string> {
  const files = await readdir(dataDir, { recursive: true });
  const name = files.find((file) => file.endsWith('.incr.aof')) ?? 'appendonly.aof';
  return join(dataDir, name);
}
