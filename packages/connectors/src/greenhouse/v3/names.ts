import { ConfigurationError, RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { present } from '../../kit/present.js';
import { readAbout, readAll } from './list.js';
import type { V3Named } from './records.js';

/** Lists whose records are known by their ids elsewhere. */
export type NamedList = 'custom_field_options' | 'departments' | 'offices' | 'jobs' | 'sources';

/** Names seldom change; a new one is seen within this time. */
const KEEP_MS = 60 * 60 * 1000;
/** Records kept for one account, of all lists together: some megabytes. The longest known go first. */
const MOST_KEPT = 20_000;

interface Kept {
  /** Nothing where the list has no such id, so that it isn't asked for again and again. */
  readonly record: V3Named | undefined;
  readonly untilMs: number;
}

/** What one account's ids stand for, kept for a while. */
class Names {
  private readonly kept = new Map<string, Kept>();
  private readonly closedUntilMs = new Map<NamedList, number>();
  /** As few as the parameters that name one. */
  private readonly external = new Map<
    string,
    { readonly ids: readonly number[]; readonly untilMs: number }
  >();

  /** @param optional the list's names are worth having, but not a scope that is missing */
  async find(
    client: HttpClient,
    list: NamedList,
    wanted: Iterable<number | null | undefined>,
    optional: boolean,
  ): Promise<ReadonlyMap<number, V3Named>> {
    const ids = [...new Set(wanted)].filter((id): id is number => typeof id === 'number');
    const now = client.now();
    const missing = ids.filter((id) => (this.kept.get(`${list} ${id}`)?.untilMs ?? 0) <= now);
    if (missing.length > 0 && (this.closedUntilMs.get(list) ?? 0) <= now) {
      await this.fetch(client, list, missing, optional);
    }
    const found = ids.map((id) => [id, this.kept.get(`${list} ${id}`)?.record] as const);
    return new Map(found.filter((entry): entry is [number, V3Named] => entry[1] !== undefined));
  }

  /** Ids of the records with an external id; not kept where there is none. */
  async findExternal(client: HttpClient, list: NamedList, external_id: string): Promise<readonly number[]> {
    const key = `${list} ${external_id}`;
    const known = this.external.get(key);
    if (known && known.untilMs > client.now()) return known.ids;
    const records = present(await readAll<V3Named>(client, list, { external_id }));
    const ids = records.map(({ id }) => id);
    if (ids.length > 0) this.external.set(key, { ids, untilMs: client.now() + KEEP_MS });
    return ids;
  }

  private async fetch(
    client: HttpClient,
    list: NamedList,
    ids: readonly number[],
    optional: boolean,
  ): Promise<void> {
    const untilMs = client.now() + KEEP_MS;
    let records: V3Named[];
    try {
      records = await readRecords(client, list, ids);
    } catch (error) {
      if (!optional || !isClosed(error)) throw error;
      this.closedUntilMs.set(list, untilMs);
      return;
    }
    const byId = new Map(records.map((record) => [record.id, record]));
    for (const id of ids) this.keep(`${list} ${id}`, { record: slim(byId.get(id)), untilMs });
  }

  private keep(key: string, kept: Kept): void {
    this.kept.delete(key);
    this.kept.set(key, kept);
    if (this.kept.size <= MOST_KEPT) return;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }
}

/** An option nobody may choose any more can still be chosen: whether its list names it unasked is unverified. */
async function readRecords(client: HttpClient, list: NamedList, ids: readonly number[]): Promise<V3Named[]> {
  const records = await readAbout<V3Named>(client, list, 'ids', ids);
  if (list !== 'custom_field_options' || records.length >= ids.length) return records;
  const known = new Set(records.map(({ id }) => id));
  const missing = ids.filter((id) => !known.has(id));
  return [...records, ...(await readAbout<V3Named>(client, list, 'ids', missing, { active: false }))];
}

/** The list is not for these credentials, or not there. */
function isClosed(error: unknown): boolean {
  if (error instanceof ConfigurationError) return error.code === 'forbidden';
  return error instanceof RejectedItemError && error.code === 'not_found';
}

/** A job has far more than its name. */
function slim(record: V3Named | undefined): V3Named | undefined {
  if (!record) return undefined;
  const { id, name, external_id, location } = record;
  return { id, name: name ?? null, external_id: external_id ?? null, location: location ?? null };
}

/** By the settings that all clients of one account share; gone when the account's client is. */
const accounts = new WeakMap<HttpClient['settings'], Names>();

function namesFor({ settings }: HttpClient): Names {
  let names = accounts.get(settings);
  if (!names) accounts.set(settings, (names = new Names()));
  return names;
}

/**
 * The records that ids stand for, by id; those nobody knows are left out. Asks for what isn't known yet, 50
 * ids at a time.
 * @param optional does without where the credentials may not list them
 */
export function namesOf(
  client: HttpClient,
  list: NamedList,
  ids: Iterable<number | null | undefined>,
  { optional = false }: { optional?: boolean } = {},
): Promise<ReadonlyMap<number, V3Named>> {
  return namesFor(client).find(client, list, ids, optional);
}

/** The ids that stand for an external one; none where nobody knows it. */
export function idsOf(
  client: HttpClient,
  list: 'departments' | 'offices',
  externalId: string,
): Promise<readonly number[]> {
  return namesFor(client).findExternal(client, list, externalId);
}
