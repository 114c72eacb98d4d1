import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Bench } from './bench.js';
import type { Case } from './case.js';
import type { Resumption } from './resume.js';

/** How many items are held, by the size of a page. */
const AMOUNTS: Readonly<Record<string, (size: number) => number>> = {
  'no item': () => 0,
  'one item': () => 1,
  'a page that is not quite full': (size) => size - 1,
  'exactly one full page': (size) => size,
  'a full page and one item more': (size) => size + 1,
  'exactly two full pages': (size) => 2 * size,
  'two full pages and half a page more': (size) => Math.ceil(2.5 * size),
};
/** In place of a page's size where there are no pages. */
const UNDIVIDED = 4;

const amounts = Object.entries(AMOUNTS).map(([what, amount]): Case => ({
  name: `reads ${what}: every identity exactly once, and then the end`,
  async run(bench) {
    const held = bench.hold(amount(bench.paging?.size ?? UNDIVIDED));
    expect(bench.ids((await bench.readAll()).items)).to.have.members(held);
  },
}));

/** What an item that changes during a read has to do with it. */
const CHANGES: Readonly<Record<string, (read: readonly string[], held: readonly string[]) => string>> = {
  'was read already': (read) => read[0]!,
  'is still to be read': (read, held) => held.find((id) => !read.includes(id))!,
};

const changes = Object.entries(CHANGES).map(([which, choose]): Case => ({
  name: `loses nothing when an item that ${which} changes while it pages`,
  topic: 'changes while paging',
  needs: 'pages',
  async run(bench) {
    const { held, first, cursor } = await bench.midway();
    const read = bench.ids(first.items);
    bench.subject.rename(bench.sandbox, choose(read, held), 'Changed in between');
    const rest = await bench.readAll(cursor);
    const seen = new Set([...read, ...bench.ids(rest.items)]);
    const missed = held.filter((id) => !seen.has(id));
    expect(await readNext(bench, rest.token ?? first.token, missed)).to.include.members(missed);
  },
}));

/** What the next run reads, from the token of this one. Not asked for where nothing was missed. */
async function readNext(bench: Bench, token: string | undefined, missed: readonly string[]) {
  if (missed.length === 0) return [];
  const { incremental } = bench.action.origin;
  if (!incremental || token === undefined) throw new Error(`nobody will ever read ${missed.join(', ')}`);
  return bench.ids((await bench.readAll(null, incremental.resume(bench.parameters, token))).items);
}

const RESUME = fileURLToPath(new URL('resume.ts', import.meta.url));

async function readElsewhere(resumption: Resumption): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', RESUME], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(resumption));
  const [printed, complaints] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  expect(complaints).to.equal('');
  return JSON.parse(printed) as string[];
}

const others: readonly Case[] = [
  {
    name: 'ends at an empty page',
    needs: 'pages',
    async run(bench) {
      const { cursor } = await bench.midway();
      bench.hold(0);
      const { items, next } = await bench.pull(cursor);
      expect({ items, next }).to.deep.equal({ items: [], next: null });
    },
  },
  {
    name: 'ends at a full page that links to no other',
    needs: 'links',
    async run(bench) {
      const { first, cursor } = await bench.midway();
      bench.meet(bench.subject.list, bench.repeat({ bare: true }));
      const { items, next } = await bench.pull(cursor);
      expect(next).to.equal(null);
      expect(items).to.have.length(first.items.length);
    },
  },
  {
    name: 'does not read for ever when the same page comes again and again',
    topic: 'repeated page',
    needs: 'pages',
    async run(bench) {
      const { cursor } = await bench.midway();
      bench.fault(bench.subject.list, { fault: bench.repeat() });
      expect(await bench.failure(bench.readAll(cursor))).to.include({ recovery: 'retry' });
    },
  },
  {
    name: 'goes on from its cursor in another process',
    topic: 'other process',
    needs: 'pages',
    async run(bench) {
      const { held, first, cursor } = await bench.midway();
      const { connector, name } = bench.action;
      const read = await readElsewhere({
        subtype: connector.subtype,
        action: name,
        credentials: bench.credentials,
        parameters: bench.parameters,
        baseUrls: bench.sandbox.environment,
        cursor: cursor!,
      });
      expect([...bench.ids(first.items), ...read]).to.have.members(held);
    },
  },
];

/** Where a read goes on, and where it ends. */
export const PAGING: readonly Case[] = [...amounts, ...others, ...changes];
