import { expect } from 'chai';
import { isAbout, isNamedIn, mentions } from '../../src/erasure/mentions.js';

describe('what is about an item', () => {
  for (const [what, record] of [
    ['has its number', { id: 5720, name: 'Ada' }],
    ['has its number as text', { _id: '5720' }],
    ['has its reference', { reference: '5720', key: 'abc' }],
    ['is wrapped with others', { applicant: { id: '5720' }, vacancy: { id: '9' } }],
    ['names it in a field of its own', { candidate_id: 5720 }],
  ] as const) {
    it(`is a record that ${what}`, () => {
      expect(isAbout(record, '5720')).to.equal(true);
    });
  }

  for (const [what, record] of [
    ['has a longer number', { id: 57201 }],
    ['has the number as something else', { id: 1, salary: 5720, paid: '5720' }],
    ['only leads to it, further down', { id: 1, a: { b: { id: 5720 } } }],
    ['is nothing', null],
    ['is a text', '5720'],
  ] as const) {
    it(`is no record that ${what}`, () => {
      expect(isAbout(record, '5720')).to.equal(false);
    });
  }

  it('is a parameter that names it, alone or among others', () => {
    expect(isNamedIn({ pull: { candidate_ids: '1,5720,3' } }, '5720')).to.equal(true);
    expect(isNamedIn({ pull: { profile_key: 'abc' } }, 'abc')).to.equal(true);
    expect(isNamedIn({ pull: { ids: [1, 5720] } }, '5720')).to.equal(true);
    expect(isNamedIn({ pull: { candidate_ids: '1,57201', limit: 5720 } }, '5720')).to.equal(false);
    expect(isNamedIn(undefined, '5720')).to.equal(false);
  });

  it('is a text that has the reference as a word, whatever characters it has', () => {
    expect(mentions('{"id":5720}', '5720')).to.equal(true);
    expect(mentions('{"id":"5720"', '5720')).to.equal(true);
    expect(mentions('{"id":57205}', '5720')).to.equal(false);
    expect(mentions('{"id":"é5720"}', '5720')).to.equal(false);
    expect(mentions(JSON.stringify({ id: 'a"b\\c' }), 'a"b\\c')).to.equal(true);
    expect(mentions('id=a.b', 'a.b')).to.equal(true);
    expect(mentions('id=axb', 'a.b')).to.equal(false);
    expect(mentions('(a+b)*[c]{1}^$|', '(a+b)*[c]{1}^$|')).to.equal(true);
  });
});
