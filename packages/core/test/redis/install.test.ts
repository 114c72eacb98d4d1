import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { ensureRedisProgram } from '../../src/redis/install.js';
import { findProgram, howToInstall } from '../../setup/programs.mjs';

const setup = new URL('../../../../scripts/setup.mjs', import.meta.url).pathname;

describe('programs', () => {
  it('finds redis-server, and installs nothing when it is there', () => {
    const log: string[] = [];
    const program = ensureRedisProgram({ install: true, log: (line) => log.push(line) });
    expect(program).to.deep.equal({ kind: 'binary', path: findProgram('redis') });
    expect(log).to.deep.equal([]);
  });

  it('says what to type on this platform', () => {
    expect(howToInstall('redis')).to.match(/redis/);
  });

  it('are set up from a checkout without a word when they are there', () => {
    expect(execFileSync(process.execPath, [setup, 'redis'], { encoding: 'utf8', stdio: 'pipe' })).to.equal(
      '',
    );
  });
});
