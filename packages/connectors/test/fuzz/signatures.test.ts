import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { EVENT_SOURCES, hmacSource, secretSource, type Delivery, type EventSource } from '../../src/index.js';
import { header, json } from './arbitraries.js';

const RUNS = { numRuns: 400 };
const SECRET = 'the-secret-of-this-hook';

/** Where each scheme looks, and how a delivery of its sender is signed. */
const SCHEMES: readonly (readonly [EventSource, string, (raw: Buffer, secret: string) => string])[] = [
  [EVENT_SOURCES.hrflow, 'http-hrflow-signature', hex],
  [EVENT_SOURCES.hrflow, 'http-riminder-signature', hex],
  [
    EVENT_SOURCES.hrflow,
    'http-hrflow-signature',
    (raw, secret) => `${Buffer.from(hex(raw, secret)).toString('base64url')}.${raw.toString('base64url')}`,
  ],
  [
    EVENT_SOURCES.hrflow,
    'http-hrflow-signature',
    (raw, secret) => `${hmac(raw, secret).toString('base64url')}.${raw.toString('base64url')}`,
  ],
  [EVENT_SOURCES.greenhouse, 'signature', (raw, secret) => `sha256 ${hex(raw, secret)}`],
  [EVENT_SOURCES.jazzhr, 'x-jazzhr-signature', hex],
  [EVENT_SOURCES.breezyhr, 'x-hook-signature', hex],
  [hmacSource(), 'x-signature', (raw, secret) => `sha256=${hex(raw, secret)}`],
  [secretSource(), 'x-hook-secret', (_raw, secret) => secret],
];

function hmac(raw: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(raw).digest();
}
function hex(raw: Buffer, secret: string): string {
  return hmac(raw, secret).toString('hex');
}

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
  json(['type', 'profile', 'key']).map((each) => Buffer.from(JSON.stringify(each))),
);
/** What looks like a proof and is none: hexadecimal, base64, the shapes of others, or anything. */
const proof = fc.oneof(
  header,
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')), minLength: 60, maxLength: 70 }),
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((each) => Buffer.from(each).toString('base64url')),
  fc.tuple(fc.base64String(), fc.base64String()).map((parts) => parts.join('.')),
);

describe('whatever is delivered', () => {
  for (const [source, name, sign] of SCHEMES) {
    const scheme = `${source.name} (${name})`;

    it(`${scheme}: a proof nobody made with the secret is none, and nothing throws`, () => {
      fc.assert(
        fc.property(
          bytes,
          proof,
          fc.dictionary(fc.string({ maxLength: 12 }), header, { maxKeys: 3 }),
          (raw, given, others) => {
            const delivery: Delivery = { headers: { ...others, [name]: given }, raw };
            expect(source.isSigned(delivery, SECRET)).to.equal(false);
            expect(source.isSigned({ headers: others, raw }, SECRET)).to.equal(false);
          },
        ),
        RUNS,
      );
    });

    it(`${scheme}: what was signed is, by the secret alone, and for no other body`, () => {
      fc.assert(
        fc.property(bytes, bytes, fc.string({ minLength: 1, maxLength: 40 }), (raw, other, secret) => {
          const headers = { [name]: sign(raw, secret) };
          expect(source.isSigned({ headers, raw }, secret)).to.equal(true);
          expect(source.isSigned({ headers, raw }, `${secret}x`)).to.equal(false);
          const signsBodies = source.name !== 'secret' && !isSameJson(raw, other);
          if (signsBodies) expect(source.isSigned({ headers, raw: other }, secret)).to.equal(false);
        }),
        RUNS,
      );
    });
  }

  for (const source of Object.values(EVENT_SOURCES)) {
    it(`${source.name}: an event has a text for an id, or none, and is a ping or not`, () => {
      fc.assert(
        fc.property(
          json(['type', '_id', 'profile', 'key', 'updated_at', 'action', 'data']),
          fc.dictionary(fc.constantFrom('greenhouse-event-id', 'x-jazzhr-uuid', 'x-jazzhr-event'), header),
          (event, headers) => {
            const delivery = { headers, raw: Buffer.from(JSON.stringify(event)) };
            expect(typeof source.eventId?.(delivery, event)).to.be.oneOf(['string', 'undefined']);
            expect(typeof source.isPing?.(delivery, event)).to.be.oneOf(['boolean', 'undefined']);
          },
        ),
        RUNS,
      );
    });
  }
});

/** Breezy HR's may be written anew: the same JSON in other words is the same event. */
function isSameJson(a: Buffer, b: Buffer): boolean {
  const written = (raw: Buffer): string => {
    try {
      return JSON.stringify(JSON.parse(raw.toString('utf8')));
    } catch {
      return '';
    }
  };
  return a.equals(b) || written(a) === written(b) || written(b) === a.toString('utf8');
}
