import { expect } from 'chai';
import { describe, it } from 'mocha';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../../test/support/command.js';

/**
 * A start takes about 80 ms, most of it Node's own. Loading the worker, Express and the connectors would take ten
 * times as long. Time depends on the machine, so what is counted is what was loaded: V8 tells each script it ran.
 */
describe('a start', () => {
  for (const args of [['--version'], ['--help'], ['run', '--help'], ['runn'], ['completion', 'bash']]) {
    it(`with ${args.join(' ')} loads the commands and commander, and nothing they would need`, async () => {
      const scripts = await scriptsLoadedBy(args);
      const packages = new Set(scripts.map(packageOf));
      expect([...packages].sort()).to.deep.equal(['@hrflow-sync/core', 'commander', 'hrflow-sync']);
      expect(scripts.filter((script) => packageOf(script) === '@hrflow-sync/core')).to.have.length(1);
      expect(scripts.length).to.be.below(25);
    });
  }
});

async function scriptsLoadedBy(args: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-loaded-'));
  try {
    await runCommand(args, { NODE_V8_COVERAGE: folder });
    const [report = ''] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, report), 'utf8')) as {
      result: { url: string }[];
    };
    return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function packageOf(url: string): string {
  const [, ours] = /\/packages\/(\w+)\/dist\//.exec(url) ?? [];
  if (ours !== undefined) return ours === 'cli' ? 'hrflow-sync' : `@hrflow-sync/${ours}`;
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? url;
}
