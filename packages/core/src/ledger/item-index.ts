import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { ledgerKeys, type LedgerKeys } from './keys.js';
import type { Settlement } from './ledger.js';
import { SCRIPTS, type ScriptCommands } from './scripts.js';

/** Of a reference, or an e-mail address: among a million of them two are alike once in 37 million times. */
const HASH_BYTES = 8;
/** Start of the run (6), its suffix (3), outcome (1), seconds from its start (3). */
const TOUCH_BYTES = 13;
/**
 * Runs remembered of an item. With the hash of its e-mail address that makes 60 bytes: Redis packs a hash tightly
 * while its values have no more than 64.
 */
export const TOUCHES_KEPT = 4;
/** References remembered of an e-mail address. */
const REFERENCES_KEPT = 3;
/** Redis packs a hash of up to 128 entries tightly; so that holds up to a million items of a workflow. */
const BUCKETS = 16_384;
const DAY_MS = 86_400_000;
/** What was noted is kept as long as this at least, and one period more at most. */
const RETENTION_DAYS = 90;
const PERIOD_DAYS = 45;
const PERIODS_READ = RETENTION_DAYS / PERIOD_DAYS + 1;

/** How a push of an item ended. */
export type TouchOutcome = Exclude<Settlement, 'previewed'> | 'failed';

const CODES: readonly TouchOutcome[] = ['written', 'unchanged', 'late_discarded', 'dropped', 'failed'];
const RUN_ID = /^([0-9a-z]{9})-([0-9a-f]{6})$/;

/** A run that had to do with an item. */
export interface Touch {
  readonly runId: string;
  readonly outcome: TouchOutcome;
  /** Epoch milliseconds, to the second. */
  readonly atMs: number;
}

/** What is to be noted of an item. */
export interface TouchedItem extends Touch {
  readonly reference: string;
  /** As the item has it. Only its hash is stored. */
  readonly email: string | undefined;
}

/** SHA-256, in hexadecimal, of an e-mail address in lower case and without white space around it. */
export function emailHash(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
}

/**
 * Which runs had to do with an item, for workflows that ask for it, by reference and by the hash of an e-mail
 * address. It costs memory by item, and is of use to people alone: nothing depends on it.
 */
export class ItemIndex {
  private readonly redis: Redis & ScriptCommands;
  private readonly keys: LedgerKeys;

  constructor(redis: Redis, prefix: string) {
    redis.defineCommand('hrflowNoteItem', SCRIPTS.hrflowNoteItem);
    this.redis = redis as Redis & ScriptCommands;
    this.keys = ledgerKeys(prefix);
  }

  /** Notes how a run ended an item, in the place of what it noted of the same run before. */
  async note(workflowId: string, { reference, email, ...touch }: TouchedItem): Promise<void> {
    const packed = pack(touch);
    // Of a release to come, or of a test: what doesn't fit is found by its dead letters only.
    if (!packed) return;
    const period = periodOf(touch.atMs);
    await this.redis.hrflowNoteItem(
      this.keys.items(workflowId, period),
      hashOf(reference),
      packed,
      TOUCHES_KEPT,
      Math.ceil(((period + 1) * PERIOD_DAYS + RETENTION_DAYS) * (DAY_MS / 1_000)),
      email === undefined ? '' : Buffer.from(emailHash(email), 'hex').subarray(0, HASH_BYTES),
      reference,
      REFERENCES_KEPT,
      BUCKETS,
    );
  }

  /** The runs of a workflow that had to do with an item, the latest first. */
  async find(workflowId: string, reference: string, nowMs: number = Date.now()): Promise<Touch[]> {
    const hash = hashOf(reference);
    const values = await this.readAll(workflowId, 'r', hash, nowMs);
    const touches = values.flatMap((value) => unpack(value).toReversed());
    // The latest period first: what it says of a run is what stands.
    return touches.filter(({ runId }, index) => touches.findIndex((each) => each.runId === runId) === index);
  }

  /** References of items with an e-mail address, by its hash in hexadecimal. */
  async references(workflowId: string, hash: string, nowMs: number = Date.now()): Promise<string[]> {
    const its = Buffer.from(hash, 'hex').subarray(0, HASH_BYTES);
    const values = await this.readAll(workflowId, 'e', its, nowMs);
    return [...new Set(values.flatMap((value) => value.toString('utf8').split('\n')))];
  }

  /** Forgets an item in all workflows. Resolves to how often it was noted. */
  async forget(reference: string): Promise<number> {
    const hash = hashOf(reference);
    let forgotten = 0;
    let cursor = '0';
    do {
      const pattern = `${this.keys.items('*', '*')}:${bucketOf(hash)}`;
      const [next, keys] = await this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
      cursor = next;
      for (const key of keys) forgotten += await this.forgetIn(key, hash, reference);
    } while (cursor !== '0');
    return forgotten;
  }

  private async forgetIn(key: string, hash: Buffer, reference: string): Promise<number> {
    const field = fieldOf('r', hash);
    const value = await this.redis.hgetBuffer(key, field);
    if (!value) return 0;
    const email = value.subarray(0, HASH_BYTES);
    const emailKey = `${key.slice(0, key.lastIndexOf(':'))}:${bucketOf(email)}`;
    const references = (await this.redis.hget(emailKey, fieldOf('e', email)))?.split('\n') ?? [];
    const others = references.filter((each) => each !== reference);
    if (others.length > 0) await this.redis.hset(emailKey, fieldOf('e', email), others.join('\n'));
    else await this.redis.hdel(emailKey, fieldOf('e', email));
    return this.redis.hdel(key, field);
  }

  /** What is kept in each period that may hold something yet, the latest first. */
  private async readAll(workflowId: string, kind: 'r' | 'e', hash: Buffer, nowMs: number): Promise<Buffer[]> {
    const latest = periodOf(nowMs);
    const reads = Array.from({ length: PERIODS_READ }, (_, back) =>
      this.redis.hgetBuffer(
        `${this.keys.items(workflowId, latest - back)}:${bucketOf(hash)}`,
        fieldOf(kind, hash),
      ),
    );
    return (await Promise.all(reads)).filter((value) => value !== null);
  }
}

function periodOf(atMs: number): number {
  return Math.floor(atMs / (PERIOD_DAYS * DAY_MS));
}

function hashOf(reference: string): Buffer {
  return createHash('sha256').update(reference).digest().subarray(0, HASH_BYTES);
}

function bucketOf(hash: Buffer): number {
  return hash.readUInt16BE(0) % BUCKETS;
}

function fieldOf(kind: 'r' | 'e', hash: Buffer): Buffer {
  return Buffer.concat([Buffer.from(kind), hash]);
}

function pack({ runId, outcome, atMs }: Touch): Buffer | undefined {
  const [, start = '', suffix = ''] = RUN_ID.exec(runId) ?? [];
  if (start === '') return undefined;
  const startMs = Number.parseInt(start, 36);
  const packed = Buffer.alloc(TOUCH_BYTES);
  packed.writeUIntBE(startMs, 0, 6);
  packed.write(suffix, 6, 'hex');
  packed.writeUInt8(CODES.indexOf(outcome), 9);
  packed.writeUIntBE(Math.min(0xff_ff_ff, Math.max(0, Math.round((atMs - startMs) / 1_000))), 10, 3);
  return packed;
}

/** The oldest first, as they were noted. */
function unpack(value: Buffer): Touch[] {
  const touches: Touch[] = [];
  for (let at = HASH_BYTES; at + TOUCH_BYTES <= value.length; at += TOUCH_BYTES) {
    const startMs = value.readUIntBE(at, 6);
    const outcome = CODES[value.readUInt8(at + 9)];
    if (!outcome) continue;
    const runId = `${startMs.toString(36).padStart(9, '0')}-${value.toString('hex', at + 6, at + 9)}`;
    touches.push({ runId, outcome, atMs: startMs + value.readUIntBE(at + 10, 3) * 1_000 });
  }
  return touches;
}
