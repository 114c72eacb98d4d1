import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseRateLimitReset } from '../../../src/kit/http/rate-limit-reset.js';
import { parseRetryAfter } from '../../../src/kit/http/retry-after.js';

const now = Date.parse('2026-03-01T10:00:00.000Z');
const skewed = 'Sun, 01 Mar 2026 10:20:00 GMT'; // the sender's clock is 20 minutes ahead

describe('Retry-After', () => {
  const cases: [string, string | undefined, number | undefined, string?][] = [
    ['seconds', '7', 7_000],
    ['zero', '0', 0],
    ['seconds with spaces around', ' 30 ', 30_000],
    ['fractions of a second, which some proxies send', '1.5', 1_500],
    ['an HTTP date', 'Sun, 01 Mar 2026 10:00:30 GMT', 30_000],
    ['an HTTP date in the past', 'Sun, 01 Mar 2026 09:00:00 GMT', 0],
    ["an HTTP date by the sender's own clock", 'Sun, 01 Mar 2026 10:20:10 GMT', 10_000, skewed],
    ['an ISO date', '2026-03-01T10:00:05Z', 5_000],
    ['no header', undefined, undefined],
    ['an empty header', '', undefined],
    ['nonsense', 'soon', undefined],
  ];
  for (const [name, value, expected, date] of cases) {
    it(`reads ${name}`, () => expect(parseRetryAfter(value, { now, date })).to.equal(expected));
  }
});

describe('X-RateLimit-Reset', () => {
  const cases: [string, string | undefined, number | undefined, string?][] = [
    ['seconds since the epoch', String(now / 1000 + 12), 12_000],
    ['milliseconds since the epoch', String(now + 1_250), 1_250],
    ['seconds from now', '9', 9_000],
    ['an ISO timestamp', '2026-03-01T10:00:04.000Z', 4_000],
    ['an HTTP date', 'Sun, 01 Mar 2026 10:00:06 GMT', 6_000],
    ["seconds since the epoch by the sender's own clock", String(now / 1000 + 1_205), 5_000, skewed],
    ['a moment in the past', String(now / 1000 - 60), 0],
    ['a negative number', '-5', undefined],
    ['no header', undefined, undefined],
    ['nonsense', 'later', undefined],
  ];
  for (const [name, value, expected, date] of cases) {
    it(`reads ${name}`, () => expect(parseRateLimitReset(value, { now, date })).to.equal(expected));
  }
});
