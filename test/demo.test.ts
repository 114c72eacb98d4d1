import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './support/command.js';

describe('the demo', function () {
  this.timeout(90_000);

  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-demo-test-'));
  });
  afterEach(async () => {
    await rm(dataDir, { recursive: true, force: true });
  });

  it('syncs 1,000 candidates through an ordinary night and ends by itself with --once, its usual port taken', async () => {
    // Once it tried a second port with metrics that were registered already, and ended at once.
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const environment = { DATA_DIR: dataDir, PORT: String(port), GREENHOUSE_API_KEY_FILE: '/nowhere' };
    const { code, out, err } = await runCommand(['demo', '--once'], environment);
    taken.close();
    expect(out).to.match(/success_with_failures/);
    expect(out).to.match(/read_success +1,000/);
    expect(out).to.match(/logics_discard +99/);
    expect(out).to.match(/write_success +898/);
    expect(out).to.match(/write_failure +3/);
    expect(out).to.contain('The doubles counted the same, item by item.');
    expect(err).to.equal('');
    expect(code).to.equal(0);
    expect(await readdir(dataDir)).to.deep.equal([]);
  });
});
