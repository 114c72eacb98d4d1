import type { HttpClient } from '../../kit/http/client.js';
import type { Harvest, Term, Vocabulary } from './harvest.js';
import { plain } from './same.js';

/** How long a list is believed. Schools and degrees change a few times a year. */
const LIST_LIFE_MS = 15 * 60_000;
/** A name that isn't there may have just been added: then the list is read again, but not for each item. */
const MISS_LIFE_MS = 30_000;

interface KnownList {
  readonly readAt: number;
  readonly ids: ReadonlyMap<string, number>;
}

/** By account: a client's `settings` are one object for as long as its account is open. */
const accounts = new WeakMap<object, Map<Vocabulary, KnownList>>();

/** The id of a school, degree or discipline by its name; nothing when Greenhouse's list doesn't have it. */
export async function termId(
  client: HttpClient,
  harvest: Harvest,
  vocabulary: Vocabulary,
  name: string,
): Promise<number | undefined> {
  const lists = listsOf(client);
  const known = lists.get(vocabulary);
  const age = known === undefined ? Infinity : client.now() - known.readAt;
  const id = known?.ids.get(plain(name));
  if (age < (id === undefined ? MISS_LIFE_MS : LIST_LIFE_MS)) return id;
  const ids = byName(await harvest.terms(vocabulary));
  lists.set(vocabulary, { readAt: client.now(), ids });
  return ids.get(plain(name));
}

function listsOf({ settings }: HttpClient): Map<Vocabulary, KnownList> {
  let lists = accounts.get(settings);
  if (lists === undefined) accounts.set(settings, (lists = new Map<Vocabulary, KnownList>()));
  return lists;
}

/** Of two with one name the first counts, as in Greenhouse's own menus. */
function byName(terms: readonly Term[]): Map<string, number> {
  const ids = new Map<string, number>();
  for (const { id, name } of terms) if (!ids.has(plain(name))) ids.set(plain(name), id);
  return ids;
}
