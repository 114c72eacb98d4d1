import { expect } from 'chai';
import { describe, it } from 'mocha';
import { RateLimitedError, type Recovery } from '../../../src/index.js';
import { errorForStatus } from '../../../src/kit/http/recovery.js';

const api = { provider: 'acme', name: 'Acme', credentialsPath: 'connectorAuth.auth' };
const now = Date.parse('2026-03-01T10:00:00Z');

function errorFor(status: number, headers: Record<string, string> = {}, body: unknown = null, more = {}) {
  return errorForStatus({ ...api, ...more }, { status, headers, body, detail: 'GET things' }, now);
}

describe('what an HTTP status means for recovery', () => {
  const table: [number, Recovery, string][] = [
    [301, 'configure', 'unexpected_redirect'],
    [304, 'configure', 'unexpected_redirect'],
    [400, 'reject', 'bad_request'],
    [401, 'configure', 'unauthorized'],
    [402, 'configure', 'quota_exhausted'],
    [403, 'configure', 'forbidden'],
    [404, 'reject', 'not_found'],
    [405, 'reject', 'method_not_allowed'],
    [407, 'configure', 'proxy_refused'],
    [408, 'retry', 'timeout'],
    [409, 'reject', 'conflict'],
    [410, 'reject', 'gone'],
    [413, 'reject', 'payload_too_large'],
    [418, 'reject', 'request_rejected'],
    [422, 'reject', 'unprocessable'],
    [425, 'retry', 'too_early'],
    [429, 'wait', 'rate_limited'],
    [500, 'retry', 'server_error'],
    [501, 'retry', 'server_error'],
    [502, 'retry', 'server_error'],
    [503, 'retry', 'server_error'],
    [504, 'retry', 'server_error'],
    [520, 'retry', 'server_error'],
  ];
  for (const [status, recovery, code] of table) {
    it(`${status} is ${code} and asks to ${recovery}`, () => {
      const error = errorFor(status);
      expect([error.recovery, error.code, error.detail]).to.deep.equal([recovery, code, 'GET things']);
      expect(error.message).to.match(new RegExp(`^Acme .*\\(${status}\\).*\\.$`));
    });
  }

  it('a 503 that names a time to come back is a wait, not a failure', () => {
    const error = errorFor(503, { 'retry-after': '20' });
    expect(error).to.include({ recovery: 'wait', code: 'server_busy' });
    expect(error).to.be.instanceOf(RateLimitedError).with.property('retryAfterMs', 20_000);
  });

  it('refused credentials name the field to look at', () => {
    expect(errorFor(401).message).to.equal('Acme refused the credentials (401). Check connectorAuth.auth.');
    expect(errorFor(401).path).to.equal('connectorAuth.auth');
    expect(errorFor(403).path).to.equal('connectorAuth.auth');
  });
});

describe('the wait after a 429', () => {
  const waits: [string, Record<string, string>, number, object?][] = [
    ['Retry-After in seconds', { 'retry-after': '3' }, 3_000],
    ['Retry-After before X-RateLimit-Reset', { 'retry-after': '3', 'x-ratelimit-reset': '9' }, 3_000],
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': String(now / 1000 + 8) }, 8_000],
    [
      "the declared window, when the answer doesn't say",
      {},
      30_000,
      { rateLimit: { requests: 50, perMs: 30_000 } },
    ],
    ['ten seconds, when nothing says', {}, 10_000],
    ['a quarter of a second, when it says zero', { 'retry-after': '0' }, 250],
    ['an hour, when it says a year', { 'retry-after': '31536000' }, 3_600_000],
    ['the fallback, when it says nonsense', { 'retry-after': 'soon' }, 10_000],
  ];
  for (const [name, headers, expected, more] of waits) {
    it(`is ${name}`, () => {
      expect(errorFor(429, headers, null, more)).to.have.property('retryAfterMs', expected);
    });
  }
});

describe("the provider's own words", () => {
  const bodies: [string, unknown, string][] = [
    ['a message', { message: 'Name is missing.' }, ': Name is missing.'],
    ['a list of texts', { errors: ['one', 'two'] }, ': one; two.'],
    [
      'a message with fields',
      { message: 'Validation error', errors: [{ message: 'Must be one of: a, b', field: 'type' }] },
      ': Validation error; type: Must be one of: a, b.',
    ],
    [
      'errors without fields',
      { errors: [{ message: 'Name has already been taken' }] },
      ': Name has already been taken.',
    ],
    ['no words at all', '<html>', '.'],
    ['an empty body', null, '.'],
  ];
  for (const [name, body, ending] of bodies) {
    it(`are quoted from ${name}`, () => {
      expect(errorFor(422, {}, body).message).to.equal(`Acme rejected the data (422)${ending}`);
    });
  }
});
