import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { DataKeys } from '../data-keys/data-keys.js';
import { placeOf, type ItemPlace } from '../data-keys/place.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';
import { SCRIPTS, type ScriptCommands } from './scripts.js';

const deflate = promisify(deflateRaw);
const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Attempts of an item that are kept; of those before, the number alone. */
const ATTEMPTS_KEPT = 10;
/** Items of a run whose trails are kept. When more fail, they fail for the same few reasons. */
export const TRAILS_OF_A_RUN = 1_000;
/** Of one trail, as it is stored. One that is longer is kept without what was compared, or said. */
const LONGEST_STORED = 192 * 1024;
/** A trail is some hundred kilobytes; what inflates to more is none. */
const LONGEST_TRAIL = 8 * 1024 * 1024;

const FailedAttempt = z.object({
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Counted from 1; a retry by hand begins anew. */
  attempt: z.int(),
  code: z.string(),
  message: z.string(),
  /** What the engineer needs besides, where there is more. */
  detail: z.string().nullable(),
  /** Milliseconds until the next attempt; `null` after the last one. */
  delayMs: z.number().nullable(),
});
export type FailedAttempt = z.output<typeof FailedAttempt>;

/** A text, or its beginning. */
const Excerpt = z.object({
  text: z.string(),
  /** Of the whole, in characters; larger than that of `text` when it was cut. */
  length: z.int(),
});
export type Excerpt = z.output<typeof Excerpt>;

const TrailExchange = z.object({
  provider: z.string(),
  method: z.string(),
  /** With its query, but for values that may be keys. */
  path: z.string(),
  /** Status, or a network error's code. */
  outcome: z.union([z.int(), z.string()]),
  durationMs: z.number(),
  /** Of the answer: a few that are known to be harmless. */
  headers: z.record(z.string(), z.string()),
  sent: Excerpt.nullable(),
  answered: Excerpt.nullable(),
  /** What the provider held, where `sent` was to take its place; both are whole then, or cut and can't be compared. */
  held: Excerpt.nullable(),
});
export type TrailExchange = z.output<typeof TrailExchange>;

const Trail = z.object({
  /** The oldest first. */
  attempts: z.array(FailedAttempt),
  /** Of the last attempt, in their order. */
  exchanges: z.array(TrailExchange),
});
/** Attempts at an item that failed, and what was said in the last one. It holds people's data. */
export type Trail = z.output<typeof Trail>;

/**
 * What happened to items that failed, until they end well: the script that settles an item takes its trail away, so
 * that it goes when the item is written, dropped or erased.
 */
export class Trails {
  private readonly redis: Redis & ScriptCommands;
  private readonly keys: LedgerKeys;

  constructor(
    redis: Redis,
    prefix: string,
    private readonly dataKeys: DataKeys,
  ) {
    redis.defineCommand('hrflowKeepTrail', SCRIPTS.hrflowKeepTrail);
    this.redis = redis as Redis & ScriptCommands;
    this.keys = ledgerKeys(prefix);
  }

  /**
   * Adds an attempt to an item's trail, and puts its exchanges in the place of those of the attempt before. Resolves
   * to whether it was kept: not for an item that has ended meanwhile, nor beyond {@link TRAILS_OF_A_RUN}.
   */
  async add(place: ItemPlace, attempt: FailedAttempt, exchanges: readonly TrailExchange[]): Promise<boolean> {
    const earlier = await this.read(place);
    const attempts = [...(earlier?.attempts ?? []), attempt].slice(-ATTEMPTS_KEPT);
    return this.keep(place, { attempts, exchanges: [...exchanges] });
  }

  /** `undefined` when nothing is kept. */
  async read(place: ItemPlace): Promise<Trail | undefined> {
    const stored = await this.redis.hget(this.keys.trails(place.runId), String(place.ordinal));
    if (stored === null) return undefined;
    const packed = Buffer.from(this.dataKeys.open(stored, placeOf.trail(place)), 'base64');
    const json = (await inflate(packed, { maxOutputLength: LONGEST_TRAIL })).toString('utf8');
    return Trail.parse(JSON.parse(json));
  }

  private async keep(place: ItemPlace, trail: Trail): Promise<boolean> {
    const packed = await packedToFit(trail);
    const { run, settled, trails } = this.keys;
    const { runId, ordinal } = place;
    const kept = await this.redis.hrflowKeepTrail(
      run(runId),
      settled(runId),
      trails(runId),
      ordinal,
      TRAILS_OF_A_RUN,
      this.dataKeys.seal(packed, placeOf.trail(place)),
    );
    return kept === 1;
  }
}

/** Without what takes the most room, as long as there is too much of it. */
async function packedToFit(trail: Trail): Promise<string> {
  const forms: (() => Trail)[] = [
    () => trail,
    () => ({ ...trail, exchanges: trail.exchanges.map(withoutComparison) }),
    () => ({ ...trail, exchanges: [] }),
  ];
  let packed = '';
  for (const form of forms) {
    packed = (await deflate(JSON.stringify(form()))).toString('base64');
    if (packed.length <= LONGEST_STORED) return packed;
  }
  return packed;
}

function withoutComparison(exchange: TrailExchange): TrailExchange {
  if (exchange.held === null) return exchange;
  const nothingOf = (excerpt: Excerpt | null): Excerpt | null => excerpt && { ...excerpt, text: '' };
  return { ...exchange, held: nothingOf(exchange.held), sent: nothingOf(exchange.sent) };
}
