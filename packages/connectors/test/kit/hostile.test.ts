import { expect } from 'chai';
import { describe, it } from 'mocha';
import { HrflowProfile, mergeItem } from '../../src/index.js';
import { storedIn } from '../../src/hrflow/stored.js';
import {
  cutDepths,
  DEEPEST_ANSWER,
  DEEPEST_ITEM,
  refuseHostile,
  shapeFlawIn,
  textFlawIn,
} from '../../src/kit/hostile.js';
import { readBody } from '../../src/kit/http/body.js';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const jsonOf = (text: string | Buffer): unknown => {
  const body = readBody(Buffer.from(text));
  return 'json' in body ? body.json : undefined;
};

describe('a value that is made to harm', () => {
  it('may have as many levels as any item, and not one more', () => {
    expect(shapeFlawIn(JSON.parse(nested(DEEPEST_ITEM)))).to.equal(undefined);
    expect(shapeFlawIn(JSON.parse(nested(DEEPEST_ITEM + 1)))).to.have.property('code', 'item_too_deep');
    for (const [open, inner, close] of [
      ['[', '', ']'],
      ['{"a":', '0', '}'],
      ['[1,{"b":', '0', '},3]'],
    ] as const) {
      const text = open.repeat(10_000) + inner + close.repeat(10_000);
      expect(shapeFlawIn(JSON.parse(text)), open).to.have.property('code', 'item_too_deep');
    }
  });

  it('is known by names that change a prototype where they are assigned', () => {
    for (const text of [
      '{"__proto__":{"admin":true}}',
      '{"info":{"list":[{"__proto__":null}]}}',
      '{"constructor":{"prototype":{"admin":true}}}',
    ]) {
      expect(shapeFlawIn(JSON.parse(text)), text).to.have.property('code', 'item_pollutes');
    }
    // A name like another.
    expect(shapeFlawIn({ constructor: 'Bouygues', prototype: 'none' })).to.equal(undefined);
  });

  it('is known by what can not be written as a text, and where it is', () => {
    expect(textFlawIn({ info: { full_name: 'Zoë 👩‍🔬' } })).to.equal(undefined);
    for (const text of ['a\0b', '\ud83d', '\udc00a', 'a\udfff']) {
      expect(textFlawIn({ info: { urls: [{ url: text }] } })).to.include({
        code: 'item_not_text',
        path: 'info.urls.0.url',
      });
      expect(textFlawIn({ [text]: 1 })).to.have.property('code', 'item_not_text');
    }
    expect(() => refuseHostile({ name: '\0' }))
      .to.throw()
      .that.includes({ code: 'item_not_text', recovery: 'reject' });
  });

  it('names its place in plain and bounded words', () => {
    const hostile = { ['<script>'.repeat(30)]: { ['\0'.repeat(3)]: '\0' } };
    expect(textFlawIn(hostile)?.path).to.match(/^[\w.?-]{1,100}$/);
  });
});

describe('an answer', () => {
  it('of 10,000 levels is cut, so that nothing overflows, and is still too deep for an item', () => {
    for (const text of [nested(10_000), `{"a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`]) {
      const cut = jsonOf(text);
      expect(JSON.stringify(cut).length).to.be.below(1_000);
      expect(shapeFlawIn(cut)).to.have.property('code', 'item_too_deep');
      // What a worker keeps of it in Redis is refused as well, whenever it is tried again.
      expect(shapeFlawIn(JSON.parse(JSON.stringify(cut)))).to.have.property('code', 'item_too_deep');
    }
  });

  it('with one item that nests too deep leaves the others of its page as they are', () => {
    const good = { id: 1, tags: [['a'], { b: { c: [null] } }] };
    const page = jsonOf(`[${JSON.stringify(good)},{"id":2,"x":${nested(10_000)}},${JSON.stringify(good)}]`);
    const [first, second, third] = page as unknown[];
    expect([first, third]).to.deep.equal([good, good]);
    expect(shapeFlawIn(second)).to.have.property('code', 'item_too_deep');
    expect(shapeFlawIn(first)).to.equal(undefined);
  });

  it('is not touched when it is as deep as it may be', () => {
    const text = nested(DEEPEST_ANSWER);
    expect(JSON.stringify(cutDepths(JSON.parse(text)))).to.equal(text);
  });

  it('that is no UTF-8 in one place is one item’s trouble', () => {
    const latin1 = Buffer.concat([
      Buffer.from('[{"n":"Zo'),
      Buffer.from([0xeb]),
      Buffer.from('"},{"n":"Ada"}]'),
    ]);
    const [zoe, ada] = jsonOf(latin1) as unknown[];
    expect(textFlawIn(zoe)).to.include({ code: 'item_not_text', path: 'n' });
    expect(textFlawIn(ada)).to.equal(undefined);
    // Written to Redis and read again it is the same.
    expect(textFlawIn(JSON.parse(JSON.stringify(zoe)))).to.include({ code: 'item_not_text' });
    expect(textFlawIn(jsonOf('[{"n":"\uFFFD"}]'))).to.equal(undefined);
  });

  it('of HrFlow that can not be read whole is never written back', () => {
    const stored = { key: 'k', reference: 'r', info: { x: jsonOf(nested(10_000)) } };
    expect(() => storedIn({ data: stored }, 'GET profile/indexing', 'profile'))
      .to.throw()
      .that.includes({ code: 'item_too_deep', recovery: 'reject' });
  });
});

describe('merging an item that is made to harm', () => {
  const hostile = JSON.parse(
    '{"__proto__":{"admin":true},"info":{"__proto__":{"admin":true},"full_name":"Eve"},"constructor":[{"name":"x"}],"toString":[{"name":"y"}],"tags":[{"name":"t","__proto__":{"admin":true}}]}',
  ) as Record<string, unknown>;

  it('changes no prototype, and takes names of functions for names', () => {
    for (const [stored, item] of [
      [{ key: 'k', info: { email: 'e' } }, hostile],
      [hostile, { info: { email: 'e' } }],
      [hostile, hostile],
    ] as const) {
      const merged = mergeItem(stored, item);
      expect(Object.getPrototypeOf(merged)).to.equal(Object.prototype);
      expect(Object.getPrototypeOf(merged['info'])).to.equal(Object.prototype);
      expect(merged['admin']).to.equal(undefined);
      expect(({} as Record<string, unknown>)['admin']).to.equal(undefined);
    }
    expect(mergeItem({}, hostile)['constructor']).to.deep.equal([{ name: 'x' }]);
    expect(mergeItem({}, {}, ['constructor', '__proto__'])).to.deep.equal({});
  });

  it('is safe after the schema of profiles, too', () => {
    const parsed = HrflowProfile.parse({ reference: 'r', ...hostile });
    expect(Object.getPrototypeOf(parsed)).to.equal(Object.prototype);
    expect((parsed as Record<string, unknown>)['admin']).to.equal(undefined);
  });
});
