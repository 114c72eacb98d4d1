import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { closeConnections } from '../src/index.js';
import { cleanUp, serve } from './support/server.js';

const PACKAGE = new URL('../dist/index.js', import.meta.url);

/** As a user's script would: no queue, no Redis, nothing in the environment. */
const SCRIPT = `
import { closeConnections, Greenhouse, openClient } from ${JSON.stringify(PACKAGE.href)};
const { origin, format } = Greenhouse.update_profiles_in_hrflow;
const client = openClient(origin.api, { auth: 'key' }, { baseUrls: { GREENHOUSE_API_URL: process.argv[1] } });
const page = await origin.pull(client, origin.parameters.parse({}), null);
console.log(JSON.stringify({ profiles: page.items.map(format), next: page.next }));
await closeConnections();
`;

describe('the package alone', () => {
  cleanUp(closeConnections);

  it('pulls a page in a script that has no Redis and no environment, and lets it end', async function () {
    if (!existsSync(PACKAGE)) return this.skip();
    const server = await serve(() => ({
      json: [{ id: 7, first_name: 'Ada' }],
      headers: { link: '<https://harvest.greenhouse.io/v1/candidates?page=2>; rel="next"' },
    }));
    const arguments_ = ['--input-type=module', '--eval', SCRIPT, '--', server.url];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env: {}, timeout: 20_000 });
    const { profiles, next } = JSON.parse(stdout) as { profiles: { reference: string }[]; next: string };
    expect(profiles.map(({ reference }) => reference)).to.deep.equal(['7']);
    expect(next).to.equal('page=2');
  });
});
