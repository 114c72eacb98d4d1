import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataKeys, placeOf } from '@hrflow-sync/core';
import { expect } from 'chai';

const newKey = (): string => randomBytes(32).toString('base64');
const PLACE = placeOf.push({ workflowId: 'candidates', runId: 'r1', ordinal: 0 });
const ITEM = JSON.stringify({ name: 'Zoë Åkesson', text: '𝄞'.repeat(1_000) });

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('data keys', () => {
  it('seal so that nothing can be read, and open again', () => {
    const keys = DataKeys.read({ DATA_ENCRYPTION_KEYS: `2026-11:${newKey()}` });
    const sealed = keys.seal(ITEM, PLACE);
    expect(sealed).to.match(/^enc:1:2026-11:[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(sealed.slice(15), 'base64').includes('kesson')).to.equal(false);
    expect(keys.open(sealed, PLACE)).to.equal(ITEM);
  });

  it('never seal the same text the same way twice', () => {
    const keys = DataKeys.read({ DATA_ENCRYPTION_KEYS: `a:${newKey()}` });
    expect(new Set(Array.from({ length: 100 }, () => keys.seal('{}', PLACE))).size).to.equal(100);
  });

  it('leave things as they are when there are none, and read then what was stored without', () => {
    expect(DataKeys.read({})).to.equal(DataKeys.none);
    expect(DataKeys.read({ DATA_ENCRYPTION_KEYS: '' })).to.equal(DataKeys.none);
    expect(DataKeys.none.seal(ITEM, PLACE)).to.equal(ITEM);
    expect(DataKeys.read({ DATA_ENCRYPTION_KEYS: `a:${newKey()}` }).open(ITEM, PLACE)).to.equal(ITEM);
  });

  it('rotate: the first one seals, every one opens', () => {
    const [old, young] = [newKey(), newKey()];
    const before = DataKeys.read({ DATA_ENCRYPTION_KEYS: `old:${old}` });
    const after = DataKeys.read({ DATA_ENCRYPTION_KEYS: `young:${young},old:${old}` });
    expect(after.open(before.seal(ITEM, PLACE), PLACE)).to.equal(ITEM);
    const sealed = after.seal(ITEM, PLACE);
    expect(sealed).to.match(/^enc:1:young:/);
    expect(codeOf(() => before.open(sealed, PLACE))).to.equal('data_key_missing');
    expect(() => before.open(sealed, PLACE)).to.throw(/"young".*DATA_ENCRYPTION_KEYS/);
  });

  it('open nothing that lies elsewhere than it was sealed for', () => {
    const keys = DataKeys.read({ DATA_ENCRYPTION_KEYS: `a:${newKey()}` });
    const item = { workflowId: 'candidates', runId: 'r1', ordinal: 0 };
    const sealed = keys.seal(ITEM, placeOf.push(item));
    const others = [
      placeOf.push({ ...item, workflowId: 'other' }),
      placeOf.push({ ...item, runId: 'r2' }),
      placeOf.push({ ...item, ordinal: 1 }),
      placeOf.spooled(item),
      placeOf.previewed(item),
      placeOf.trail(item),
      placeOf.given(item),
    ];
    for (const place of others) {
      expect(
        codeOf(() => keys.open(sealed, place)),
        place,
      ).to.equal('data_unreadable');
    }
  });

  it('open nothing that was changed, cut off, renamed or sealed with another key of the same id', () => {
    const keys = DataKeys.read({ DATA_ENCRYPTION_KEYS: `a:${newKey()}` });
    const sealed = keys.seal(ITEM, PLACE);
    const at = sealed.length - 20;
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    const other = DataKeys.read({ DATA_ENCRYPTION_KEYS: `a:${newKey()}` }).seal(ITEM, PLACE);
    for (const broken of [changed, sealed.slice(0, -8), sealed.slice(0, 20), 'enc:1:a:', other]) {
      expect(codeOf(() => keys.open(broken, PLACE))).to.equal('data_unreadable');
    }
    expect(codeOf(() => keys.open('enc:1:', PLACE))).to.equal('data_key_missing');
    expect(codeOf(() => keys.open(`enc:1:\u001B[31m:x`, PLACE))).to.equal('data_key_missing');
    expect(() => keys.open('enc:1:\u001B[31m:x', PLACE)).not.to.throw('\u001B');
  });

  it('refuse settings that can’t be used, and quote no key', () => {
    const key = newKey();
    const wrong = [
      key,
      `:${key}`,
      `a b:${key}`,
      `${'x'.repeat(33)}:${key}`,
      `a:${key.slice(0, -4)}`,
      `a:${key}x`,
      `a:${'!'.repeat(44)}`,
      `a:${key},a:${newKey()}`,
      ',',
    ];
    for (const value of wrong) {
      const read = (): unknown => DataKeys.read({ DATA_ENCRYPTION_KEYS: value });
      expect(codeOf(read), value).to.equal('data_keys_invalid');
      expect(read, value).to.throw(/openssl rand/);
      expect(read, value).not.to.throw(key.slice(0, 12));
    }
  });

  it('come from a file as well, one on each line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-keys-'));
    try {
      const file = join(folder, 'keys');
      await writeFile(file, `b:${newKey()}\na:${newKey()}\n`);
      const keys = DataKeys.read({ DATA_ENCRYPTION_KEYS_FILE: file });
      expect(keys.seal('{}', PLACE)).to.match(/^enc:1:b:/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
