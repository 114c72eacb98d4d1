import { expect } from 'chai';
import type { Case } from './case.js';

/** Items looked at one by one. */
const SAMPLE_SIZE = 12;

const NAMES: Readonly<Record<string, string>> = {
  emoji: 'Zoë 🦊 👩‍👩‍👧‍👦 🏳️‍🌈',
  'right to left': 'مريم بنت محمد עדה',
  'combining characters': 'Zoe\u0308 Ame\u0301lie Nguye\u0302\u0303n',
  'characters that mean something to JSON and HTML': 'Ada "Байрон" \\ <b>&amp;</b> 李',
};

const names = Object.entries(NAMES).map(([what, name]): Case => ({
  name: `brings ${what} over unchanged`,
  async run(bench) {
    const [id] = bench.hold(1);
    bench.subject.rename(bench.sandbox, id!, name);
    const item = await bench.complete((await bench.readAll()).items[0]);
    expect(bench.subject.nameOf(item)).to.equal(name);
    // To archive an item, its identity is enough.
    if (bench.action.mode === 'archive') return;
    expect(JSON.stringify(bench.action.format(item))).to.include(JSON.stringify(name).slice(1, -1));
  },
}));

/** What is read of items, and what format makes of it. */
export const ITEMS: readonly Case[] = [
  {
    name: 'makes of each item what the target accepts, and leaves the item as it is',
    async run(bench) {
      bench.hold(SAMPLE_SIZE);
      for (const summary of (await bench.readAll()).items) {
        const item = await bench.complete(summary);
        const before = JSON.stringify(item);
        const accepted = bench.action.target.item.safeParse(bench.action.format(item));
        expect(accepted.error, bench.ids([summary])[0]).to.equal(undefined);
        expect(JSON.stringify(item)).to.equal(before);
      }
    },
  },
  {
    name: 'survives items that have nothing but an identity',
    async run(bench) {
      bench.hold(1);
      for (const [what, blank] of Object.entries(bench.subject.blanks)) {
        const good = { kind: 'status', status: 200 } as const;
        bench.meet(bench.subject.list, { ...good, body: blank.page });
        const { items } = await bench.pull();
        expect(bench.ids(items), what).to.have.length(1);
        if (bench.subject.detail) bench.meet(bench.subject.detail, { ...good, body: blank.detail });
        const item = await bench.complete(items[0]);
        if (item !== null) expect(bench.action.format(item), what).to.be.an('object');
        bench.sandbox.clearFaults();
      }
    },
  },
  ...names,
];
