import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DEFAULT_RETENTION } from '../workflow/retention.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';

/** 8 bytes: among a million items, two contents of one item look the same once in 10^13 changes. */
const DIGEST_BYTES = 8;
/**
 * Redis packs a hash of up to 128 short entries tightly: 27 bytes a reference with 500,000 of them. With this
 * many hashes that holds up to two million references of a workflow; docs/performance.md has the numbers.
 */
const BUCKETS = 16_384;
const DAY_SECONDS = 86_400;
/** Hashes whose time is read in one step. */
const BUCKETS_READ = 1_024;

/** An item, and what its formatted form looks like. */
export interface Fingerprint {
  readonly reference: string;
  readonly digest: string;
}

/** What a formatted item looks like. `scope` is all else that decides what the target gets. */
export function digestOf(scope: string, item: string): string {
  const hash = createHash('sha256').update(scope).update('\0').update(item).digest();
  return hash.subarray(0, DIGEST_BYTES).toString('base64url');
}

/** What was last pushed successfully, per workflow and reference. */
export class Fingerprints {
  private readonly keys: LedgerKeys;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** For each fingerprint, whether it is what was pushed last. */
  async areKnown(workflowId: string, fingerprints: readonly Fingerprint[]): Promise<boolean[]> {
    const pipeline = this.redis.pipeline();
    for (const { reference } of fingerprints) pipeline.hget(this.key(workflowId, reference), reference);
    const answers = (await pipeline.exec()) ?? [];
    return fingerprints.map(({ digest }, index) => answers[index]?.[1] === digest);
  }

  /** What was last pushed of a reference, if a workflow that skips unchanged items pushed it. */
  async find(workflowId: string, reference: string): Promise<string | undefined> {
    return (await this.redis.hget(this.key(workflowId, reference), reference)) ?? undefined;
  }

  /** @param days after which it is forgotten, unless anything of the same bucket is pushed again */
  async remember(
    workflowId: string,
    { reference, digest }: Fingerprint,
    days: number = DEFAULT_RETENTION.fingerprintDays,
  ): Promise<void> {
    const key = this.key(workflowId, reference);
    const seconds = Math.ceil(days * DAY_SECONDS);
    await this.redis.pipeline().hset(key, reference, digest).expire(key, seconds).exec();
  }

  /** Lets nothing of a workflow stay for longer than that from now on. Resolves to how much would have. */
  async shorten(workflowId: string, days: number): Promise<number> {
    const milliseconds = Math.ceil(days * DAY_SECONDS) * 1_000;
    let shortened = 0;
    for (let first = 0; first < BUCKETS; first += BUCKETS_READ) {
      const keys = Array.from({ length: BUCKETS_READ }, (_, at) =>
        this.keys.fingerprints(workflowId, first + at),
      );
      const asked = this.redis.pipeline();
      for (const key of keys) asked.pttl(key);
      const left = (await asked.exec()) ?? [];
      const longer = keys.filter((_, at) => Number(left[at]?.[1]) > milliseconds);
      const told = this.redis.pipeline();
      for (const key of longer) told.pexpire(key, milliseconds);
      await told.exec();
      shortened += longer.length;
    }
    return shortened;
  }

  /** Forgets a reference in all workflows. Resolves to how many knew it. */
  async forget(reference: string): Promise<number> {
    let forgotten = 0;
    let cursor = '0';
    do {
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', this.key('*', reference), 'COUNT', 1_000);
      cursor = next;
      for (const key of keys) forgotten += await this.redis.hdel(key, reference);
    } while (cursor !== '0');
    return forgotten;
  }

  private key(workflowId: string, reference: string): string {
    const bucket = createHash('sha256').update(reference).digest().readUInt16BE(0) % BUCKETS;
    return this.keys.fingerprints(workflowId, bucket);
  }
}
