import type { Fault } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import {
  ConfigurationError,
  RateLimitedError,
  RejectedItemError,
  RetryableError,
} from '../../../src/index.js';
import type { Case } from './case.js';

/** What passes on its own: each fault is met by one call, and then all is well. */
const PASSING: Readonly<Record<string, readonly Fault[]>> = {
  'an error of the server': [{ kind: 'status', status: 500 }],
  'a burst of 500, 502 and 503': [
    { kind: 'status', status: 500 },
    { kind: 'html', status: 502 },
    { kind: 'status', status: 503 },
  ],
  'a connection that is reset': [{ kind: 'reset' }],
  'a connection that is reset after the request was handled': [{ kind: 'reset-after' }],
  'an answer that breaks off': [{ kind: 'truncate' }],
  'JSON that was cut short': [{ kind: 'malformed' }],
  'an HTML page with 200': [{ kind: 'html', status: 200 }],
};

const passing = Object.entries(PASSING).map(([what, faults]): Case => ({
  name: `tries again after ${what}, and then reads the same page`,
  async run(bench) {
    const { cursor } = await bench.midway();
    const { items, next } = await bench.pull(cursor);
    bench.meet(bench.subject.list, ...faults);
    for (const _ of faults) {
      expect(await bench.failure(bench.pull(cursor))).to.be.instanceOf(RetryableError);
    }
    const again = await bench.pull(cursor);
    expect([bench.ids(again.items), again.next]).to.deep.equal([bench.ids(items), next]);
  },
}));

/** `Retry-After`, and the wait it asks for: at least and at most, in milliseconds. */
interface Wait {
  readonly retryAfter?: () => string;
  readonly least: number;
  readonly most: number;
}
const HOUR_MS = 3_600_000;
/** A date has whole seconds, and one may pass on the way. */
const WAITS: Readonly<Record<string, Wait>> = {
  'waits as long as a 429 says in seconds': { retryAfter: () => '7', least: 7_000, most: 7_000 },
  'waits until the date that a 429 names': {
    retryAfter: () => new Date(Date.now() + 20_000).toUTCString(),
    least: 15_000,
    most: 22_000,
  },
  'waits a while after a 429 that says nothing': { least: 1, most: HOUR_MS },
};

const waits = Object.entries(WAITS).map(([name, { retryAfter, least, most }]): Case => ({
  name,
  async run(bench) {
    const { cursor } = await bench.midway();
    bench.meet(bench.subject.list, { kind: 'rate-limit', ...(retryAfter && { retryAfter: retryAfter() }) });
    const error = await bench.failure(bench.pull(cursor));
    expect(error).to.be.instanceOf(RateLimitedError);
    expect((error as RateLimitedError).retryAfterMs).to.be.within(least, most);
    expect(await bench.pull(cursor)).to.have.property('items');
  },
}));

const final: readonly Case[] = [
  {
    name: 'names a field when it is forbidden to read on (403)',
    async run(bench) {
      const { cursor } = await bench.midway();
      bench.meet(bench.subject.list, { kind: 'status', status: 403 });
      const error = await bench.failure(bench.pull(cursor));
      expect(error).to.be.instanceOf(ConfigurationError);
      expect(error.path).to.be.a('string').and.not.equal('');
    },
  },
  {
    name: 'gives up at a list that is not there (404), and takes it neither for an empty one nor for a passing trouble',
    async run(bench) {
      const { cursor } = await bench.midway();
      bench.meet(bench.subject.list, { kind: 'status', status: 404 });
      expect((await bench.failure(bench.pull(cursor))).recovery).to.be.oneOf(['reject', 'configure']);
    },
  },
];

const detail: readonly Case[] = [
  {
    name: 'rejects an item whose detail is not there (404), and that item only',
    topic: 'missing detail',
    needs: 'detail',
    async run(bench) {
      bench.hold(2);
      const { items } = await bench.pull();
      bench.meet(bench.subject.detail!, { kind: 'status', status: 404 });
      expect(await bench.failure(bench.complete(items[0]))).to.be.instanceOf(RejectedItemError);
      expect(await bench.complete(items[1])).to.be.an('object');
    },
  },
  {
    name: 'completes an item after an error of the server and a rate limit',
    needs: 'detail',
    async run(bench) {
      bench.hold(1);
      const [item] = (await bench.pull()).items;
      bench.meet(
        bench.subject.detail!,
        { kind: 'status', status: 502 },
        { kind: 'rate-limit', retryAfter: '7' },
      );
      expect(await bench.failure(bench.complete(item))).to.be.instanceOf(RetryableError);
      expect(await bench.failure(bench.complete(item))).to.include({ retryAfterMs: 7_000 });
      expect(await bench.complete(item)).to.be.an('object');
    },
  },
];

/** What answers other than good ones mean. */
export const ANSWERS: readonly Case[] = [...passing, ...waits, ...final, ...detail];
