import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { linkTo, parseLinks } from '../../src/kit/http/link.js';
import { parseRateLimitReset } from '../../src/kit/http/rate-limit-reset.js';
import { signsOf } from '../../src/kit/http/rate-limit-signs.js';
import { clampWait } from '../../src/kit/http/recovery.js';
import { parseRetryAfter } from '../../src/kit/http/retry-after.js';
import { header, moment } from './arbitraries.js';

const RUNS = { numRuns: 1_500 };
const clocks = fc.record({ now: moment, date: fc.option(header, { nil: undefined }) });

describe('whatever a header says', () => {
  it('a Link is links of texts, or none', () => {
    fc.assert(
      fc.property(header, (text) => {
        for (const { target, relations } of parseLinks(text)) {
          expect(target).to.be.a('string');
          expect(target).not.to.match(/[<>]$|^\s|\s$/);
          expect(relations.every((each) => each !== '' && !/\s/.test(each))).to.equal(true);
        }
      }),
      RUNS,
    );
  });

  it('a Link that is one is read, whatever stands around it', () => {
    const target = fc.webUrl({ withQueryParameters: true }).filter((url) => !/[<>]/.test(url));
    fc.assert(
      fc.property(target, fc.constantFrom('next', 'prev'), (url, relation) => {
        expect(linkTo(relation, `<a>; rel=x, <${url}>; title="a, b; <c>"; rel="${relation} last"`)).to.equal(
          url,
        );
      }),
      RUNS,
    );
  });

  it('a Link takes no longer than its length says', () => {
    for (const text of ['<', '<a>;', '<a>; a=";', '<a>;a="\\"', '; rel=', '<a>; rel="x" '.repeat(2)]) {
      const started = performance.now();
      parseLinks(text.repeat(16_384 / text.length));
      expect(performance.now() - started, text).to.be.below(250);
    }
  });

  it('a wait is a number of milliseconds that somebody could mean, or none', () => {
    fc.assert(
      fc.property(header, clocks, (text, at) => {
        for (const wait of [parseRetryAfter(text, at), parseRateLimitReset(text, at)]) {
          if (wait === undefined) continue;
          expect(wait).to.be.at.least(0);
          expect(clampWait(wait)).to.be.within(250, 3_600_000);
        }
      }),
      RUNS,
    );
  });

  it('a limit is a whole number below the policy’s, or none', () => {
    const policy = { requests: 50, perMs: 10_000 };
    fc.assert(
      fc.property(header, header, header, moment, (limit, remaining, reset, now) => {
        const headers = {
          'x-ratelimit-limit': limit,
          'x-ratelimit-remaining': remaining,
          'x-ratelimit-reset': reset,
        };
        const signs = signsOf(headers, policy, () => now);
        if (signs?.requests !== undefined) {
          expect(Number.isInteger(signs.requests)).to.equal(true);
          expect(signs.requests).to.be.within(1, 49);
        }
        if (signs?.waitMs !== undefined) expect(signs.waitMs).to.be.within(250, 3_600_000);
      }),
      RUNS,
    );
  });
});
