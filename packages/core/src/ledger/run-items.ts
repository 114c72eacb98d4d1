import type { Redis } from 'ioredis';
import type { DataKeys } from '../data-keys/data-keys.js';
import { placeOf, type ItemPlace } from '../data-keys/place.js';
import { ledgerKeys, type LedgerKeys } from './keys.js';
import { SCRIPTS, type ScriptCommands } from './scripts.js';

/** Formatted items a dry run keeps to show. */
export const PREVIEW_ITEMS = 3;
/** How long they are kept, in seconds: they are people's data. */
const PREVIEW_TTL_SECONDS = 86_400;
/** Items read at a time. */
const ITEMS_READ = 100;

/** Which item a copy is of can be told without a key, so that it can be erased. */
interface Copy {
  readonly reference: string | null;
  /** Sealed, where there are keys. */
  readonly item: string;
}

/** A formatted item, as JSON. */
export interface FormattedItem {
  readonly reference: string | null;
  readonly item: string;
}

/** Copies of items that a run keeps besides their jobs: for its callback, and to show what a dry run came to. */
export class RunItems {
  private readonly redis: Redis & ScriptCommands;
  private readonly keys: LedgerKeys;

  constructor(
    redis: Redis,
    prefix: string,
    private readonly dataKeys: DataKeys,
  ) {
    redis.defineCommand('hrflowPreview', SCRIPTS.hrflowPreview);
    this.redis = redis as Redis & ScriptCommands;
    this.keys = ledgerKeys(prefix);
  }

  /** Keeps a formatted item for the callback of its run. */
  async spool(place: ItemPlace, item: FormattedItem): Promise<void> {
    const copy = this.close(item, placeOf.spooled(place));
    await this.redis.hset(this.keys.spool(place.runId), place.ordinal, copy);
  }

  /** The spooled items of a run, a few at a time. */
  async *spooled(workflowId: string, runId: string): AsyncGenerator<unknown> {
    for await (const [field, copy] of this.copies(this.keys.spool(runId))) {
      yield this.open(copy, placeOf.spooled({ workflowId, runId, ordinal: Number(field) }));
    }
  }

  async dropSpool(runId: string): Promise<void> {
    await this.redis.unlink(this.keys.spool(runId));
  }

  /** Keeps one of the first formatted items of a dry run. One that is kept already isn't kept again. */
  async preview(place: ItemPlace, item: FormattedItem): Promise<void> {
    const copy = this.close(item, placeOf.previewed(place));
    const key = this.keys.previews(place.runId);
    await this.redis.hrflowPreview(key, PREVIEW_ITEMS, place.ordinal, copy, PREVIEW_TTL_SECONDS);
  }

  /** The first formatted items of a dry run; for a day. */
  async previewed(workflowId: string, runId: string): Promise<unknown[]> {
    const copies = Object.entries(await this.redis.hgetall(this.keys.previews(runId)));
    return copies
      .map(([field, copy]) => ({ ordinal: Number(field), copy }))
      .sort((a, b) => a.ordinal - b.ordinal)
      .map(({ ordinal, copy }) => this.open(copy, placeOf.previewed({ workflowId, runId, ordinal })));
  }

  /** Removes the copies of an item. Resolves to how many there were. */
  async erase(runId: string, reference: string): Promise<number> {
    let erased = 0;
    for (const key of [this.keys.spool(runId), this.keys.previews(runId)]) {
      for await (const [field, copy] of this.copies(key)) {
        if ((JSON.parse(copy) as Copy).reference === reference) erased += await this.redis.hdel(key, field);
      }
    }
    return erased;
  }

  private async *copies(key: string): AsyncGenerator<readonly [field: string, copy: string]> {
    let cursor = '0';
    do {
      const [next, pairs] = await this.redis.hscan(key, cursor, 'COUNT', ITEMS_READ);
      cursor = next;
      for (let at = 0; at + 1 < pairs.length; at += 2) yield [pairs[at] ?? '', pairs[at + 1] ?? ''];
    } while (cursor !== '0');
  }

  private close({ reference, item }: FormattedItem, place: string): string {
    const copy: Copy = { reference, item: this.dataKeys.seal(item, place) };
    return JSON.stringify(copy);
  }

  private open(copy: string, place: string): unknown {
    return JSON.parse(this.dataKeys.open((JSON.parse(copy) as Copy).item, place)) as unknown;
  }
}
