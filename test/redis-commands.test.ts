import { createRequire } from 'node:module';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectRedis, REDIS_COMMANDS } from '@hrflow-sync/core';
import { expect } from 'chai';
import { redisUrl } from './support/redis.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Of BullMQ, what hrflow-sync never asks for: whole queues are not emptied, and nothing is relayed. */
const UNUSED_SCRIPTS = /^(relay|obliterate|index)/;
const IN_LUA = /\b(?:rcall|redis\.p?call)\(\s*["']([A-Za-z]+)["']/g;
const IN_CODE = /(?:\b(?:redis|multi|pipeline|transaction|batch)|\n)\s*\.([a-z]+)\(/g;
/** Methods at the beginning of a line that are no command there. */
const OF_OTHERS = new Set(['command', 'object', 'sort']);

describe('the list of Redis commands a deployment needs', () => {
  it('has every command that a script or a line of ours sends, and BullMQ’s scripts', async () => {
    const sources = [...(await ours()), ...(await bullmqScripts())];
    const used = new Set(sources.flatMap((source) => found(source, IN_LUA)));
    const known = await commandsOfRedis();
    const methods = (await ours()).flatMap((source) => found(source, IN_CODE));
    for (const method of methods) if (known.has(method) && !OF_OTHERS.has(method)) used.add(method);
    // Told with a subcommand; and what is asked for only where Redis lets us.
    for (const partly of ['client', 'config', 'script']) used.delete(partly);
    expect([...used].filter((command) => !REDIS_COMMANDS.includes(command))).to.deep.equal([]);
    expect(used.size).to.be.at.least(60);
  });

  it('is what deploy/redis/users.acl grants, and nothing more', async () => {
    const file = await readFile(join(ROOT, 'deploy/redis/users.acl'), 'utf8');
    const [, rules = ''] = /^user hrflow-sync (.*)$/m.exec(file) ?? [];
    const words = rules.split(' ');
    expect(words.filter((word) => word.startsWith('+'))).to.deep.equal(
      REDIS_COMMANDS.map((name) => `+${name}`),
    );
    expect(words.filter((word) => !word.startsWith('+'))).to.deep.equal([
      'on',
      '>change-me',
      'resetkeys',
      '~{hrflow-sync}:*',
      'resetchannels',
      '-@all',
    ]);
    expect(file).to.match(/^user default off$/m);
  });
});

function found(source: string, pattern: RegExp): string[] {
  return [...source.matchAll(pattern)].map(([, name = '']) => name.toLowerCase());
}

async function ours(): Promise<string[]> {
  const folders = ['core', 'worker', 'scheduler', 'dashboard', 'cli'].map(
    (name) => `${ROOT}packages/${name}/src`,
  );
  const files = await Promise.all(folders.map((folder) => textsIn(folder, /\.ts$/)));
  return files.flat();
}

async function bullmqScripts(): Promise<string[]> {
  const require = createRequire(`${ROOT}packages/core/src/index.ts`);
  const scripts = join(dirname(require.resolve('bullmq')), 'scripts');
  return textsIn(scripts, /\.js$/, UNUSED_SCRIPTS);
}

async function textsIn(folder: string, wanted: RegExp, unwanted = /^$/): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  const chosen = files.filter((file) => wanted.test(file) && !unwanted.test(file));
  return Promise.all(chosen.map((file) => readFile(join(folder, file), 'utf8')));
}

async function commandsOfRedis(): Promise<ReadonlySet<string>> {
  const redis = connectRedis(redisUrl(), { role: 'worker', name: 'test' });
  try {
    return new Set((await redis.call('COMMAND', 'LIST')) as string[]);
  } finally {
    redis.disconnect();
  }
}
