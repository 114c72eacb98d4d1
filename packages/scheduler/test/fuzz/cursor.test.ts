import { expect } from 'chai';
import * as fc from 'fast-check';
import { readCursor, writeCursor } from '../../src/api/cursor.js';
import { ApiError } from '../../src/api/errors.js';

const position = fc.record({
  startedAtMs: fc.nat({ max: 999_999_999_999_999 }),
  runId: fc.string({ unit: fc.constantFrom(...'abcxyz019-_'.split('')), minLength: 1, maxLength: 64 }),
});

describe('a cursor of a list of runs', () => {
  it('that the API wrote says what it said', () => {
    fc.assert(
      fc.property(position, (place) => {
        expect(writeCursor(place)).to.match(/^[\w-]+$/);
        expect(readCursor(writeCursor(place))).to.deep.equal(place);
      }),
    );
  });

  it('that somebody else wrote is a place like any other, or refused with a code', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.tuple(fc.integer(), fc.string()).map(([at, id]) => Buffer.from(`${at}:${id}`).toString('base64url')),
      position.map((place) => `${writeCursor(place)}==\n`),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          const { startedAtMs, runId } = readCursor(given);
          expect(Number.isSafeInteger(startedAtMs)).to.equal(true);
          // It becomes a part of a key.
          expect(runId).to.match(/^[\w-]{1,64}$/);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          expect(error.code).to.equal('request_invalid');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
