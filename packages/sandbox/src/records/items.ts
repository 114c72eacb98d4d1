import { hash } from 'node:crypto';

/**
 * A job's name in the account. Jobs and profiles share one account, and an origin may well number both from
 * one on: a profile goes by its reference, a job by this.
 */
export function jobItem(reference: string): string {
  return `job/${reference}`;
}

/** What happened to one item, seen from the two systems. */
export interface ItemRecord {
  /** Times the applicant-tracking system handed the candidate or job out, in a list or alone. */
  readonly served: number;
  /** Times HrFlow answered a read of the profile or job, found or not. */
  readonly reads: number;
  /** Applied `POST profile/indexing` or `POST job/indexing`. */
  readonly posts: number;
  /** Applied `PUT profile/indexing` or `PUT job/indexing`. */
  readonly puts: number;
  /** Applied archivings and un-archivings. */
  readonly archives: number;
  /** Files taken for parsing. */
  readonly parses: number;
  /** Writes HrFlow answered with 4xx. */
  readonly refused: number;
  /** Different contents among the applied POSTs and PUTs; what the server adds doesn't count. */
  readonly distinctBodies: number;
}

/** The sums over all items; each names how many different items it counts, except `writes`. */
export interface ItemTotals {
  readonly items: number;
  readonly served: number;
  readonly read: number;
  /** Items with at least one applied POST or PUT. */
  readonly written: number;
  /** Applied POSTs and PUTs altogether. */
  readonly writes: number;
  readonly archived: number;
  readonly parsed: number;
  readonly refused: number;
}

/** What can be counted for an item. */
export type ItemEvent = Exclude<keyof ItemRecord, 'distinctBodies'>;

/** One of these for each of hundreds of thousands of items: small integers, and a hash while one will do. */
class Item implements ItemRecord {
  served = 0;
  reads = 0;
  posts = 0;
  puts = 0;
  archives = 0;
  parses = 0;
  refused = 0;
  hashes: string | Set<string> | undefined = undefined;

  get distinctBodies(): number {
    if (this.hashes === undefined) return 0;
    return typeof this.hashes === 'string' ? 1 : this.hashes.size;
  }

  wrote(content: string): void {
    const digest = hash('sha1', content, 'base64url');
    if (this.hashes === undefined) this.hashes = digest;
    else if (typeof this.hashes !== 'string') this.hashes.add(digest);
    else if (this.hashes !== digest) this.hashes = new Set([this.hashes, digest]);
  }

  toRecord(): ItemRecord {
    const { served, reads, posts, puts, archives, parses, refused, distinctBodies } = this;
    return { served, reads, posts, puts, archives, parses, refused, distinctBodies };
  }
}

/** The account of every item: profiles by reference, jobs by {@link jobItem}. */
export class ItemLedger {
  readonly #items = new Map<string, Item>();

  add(reference: string, event: ItemEvent): void {
    this.#item(reference)[event] += 1;
  }

  /** An applied write whose content was `content`. */
  wrote(reference: string, event: 'posts' | 'puts', content: string): void {
    const item = this.#item(reference);
    item[event] += 1;
    item.wrote(content);
  }

  get(reference: string): ItemRecord | undefined {
    return this.#items.get(reference)?.toRecord();
  }

  /** References of the items for which any of `events` took place. */
  references(...events: readonly ItemEvent[]): string[] {
    const found: string[] = [];
    for (const [reference, item] of this.#items) {
      if (events.some((event) => item[event] > 0)) found.push(reference);
    }
    return found;
  }

  totals(): ItemTotals {
    const totals = {
      items: 0,
      served: 0,
      read: 0,
      written: 0,
      writes: 0,
      archived: 0,
      parsed: 0,
      refused: 0,
    };
    for (const item of this.#items.values()) {
      const writes = item.posts + item.puts;
      totals.items += 1;
      totals.writes += writes;
      totals.served += Math.min(item.served, 1);
      totals.read += Math.min(item.reads, 1);
      totals.written += Math.min(writes, 1);
      totals.archived += Math.min(item.archives, 1);
      totals.parsed += Math.min(item.parses, 1);
      totals.refused += Math.min(item.refused, 1);
    }
    return totals;
  }

  *entries(): Generator<[reference: string, record: ItemRecord]> {
    for (const [reference, item] of this.#items) yield [reference, item.toRecord()];
  }

  clear(): void {
    this.#items.clear();
  }

  #item(reference: string): Item {
    let item = this.#items.get(reference);
    if (item === undefined) this.#items.set(reference, (item = new Item()));
    return item;
  }
}
