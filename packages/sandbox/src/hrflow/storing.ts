import { json, type Answer } from '../http/answer.js';
import type { Containers } from './containers.js';
import { Refusal } from './envelope.js';
import { hrflowDate } from './profile.js';
import { dateOf, type Entity } from './request.js';

/** What a list needs of an item before it is read whole. */
interface Dated {
  readonly key: string;
  readonly reference: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

interface Shelf<Item extends Dated> {
  readonly entries: Iterable<Item>;
  json(item: Item): string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const WORDS = {
  profile: { containers: 'source_keys', whole: 'return_profile', message: 'List of profiles' },
  job: { containers: 'board_keys', whole: 'return_job', message: 'List of jobs' },
} as const;

/**
 * `GET storing/profiles` and `GET storing/jobs`. The filters by place aren't doubled: they are refused, so
 * that nobody takes a full list for a filtered one. The largest `limit` is unverified; here it is 1000.
 */
export function listed<Container, Item extends Dated>(
  query: URLSearchParams,
  entity: Entity,
  containers: Containers<Container>,
  shelfOf: (container: Container) => Shelf<Item>,
): Answer {
  const words = WORDS[entity];
  if ([...query.keys()].some((field) => field.startsWith('location_'))) {
    throw new Refusal(400, 'Invalid parameters. The sandbox does not filter by location');
  }
  const keys = keysOf(query.get(words.containers)) ?? containers.keys();
  const found = keys.flatMap((key) => {
    const shelf = shelfOf(containers.find(key));
    const read = (item: Item): string => shelf.json(item);
    return [...shelf.entries]
      .filter((item) => isWanted(item, query, () => read(item)))
      .map((item) => ({ item, read: () => read(item) }));
  });
  const by = query.get('sort_by') === 'updated_at' ? 'updatedAtMs' : 'createdAtMs';
  const sign = query.get('order_by') === 'asc' ? 1 : -1;
  found.sort((a, b) => sign * (a.item[by] - b.item[by]));
  const [page, limit] = [wholeNumber(query, 'page', 1), Math.min(wholeNumber(query, 'limit', 30), 1000)];
  const shown = found.slice((page - 1) * limit, page * limit);
  const isWhole = ['true', '1'].includes((query.get(words.whole) ?? 'false').toLowerCase());
  const data = shown.map(({ item, read }) => (isWhole ? (JSON.parse(read()) as unknown) : brief(item)));
  // Whether the last page of nothing is 0 or 1 is unverified.
  const maxPage = Math.max(1, Math.ceil(found.length / limit));
  const meta = { page, maxPage, count: data.length, total: found.length };
  return json(200, { code: 200, message: words.message, meta, data });
}

/** A JSON list in one parameter, as the SDK sends every list. */
function keysOf(text: string | null): string[] | undefined {
  if (text === null || text === '') return undefined;
  try {
    const keys: unknown = JSON.parse(text);
    if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys;
  } catch {
    // Refused below, like any other thing that is no list of keys.
  }
  throw new Refusal(400, 'Invalid parameters. Keys must be a JSON list of strings');
}

function isWanted(item: Dated, query: URLSearchParams, read: () => string): boolean {
  const [key, reference, name] = [query.get('key'), query.get('reference'), query.get('name')];
  if (key && item.key !== key) return false;
  if (reference && item.reference !== reference) return false;
  const [from, to] = [dateOf(query.get('created_at_min')), dateOf(query.get('created_at_max'))];
  if (from !== undefined && item.createdAtMs < from) return false;
  if (to !== undefined && item.createdAtMs >= to + DAY_MS) return false;
  return !name || nameIn(read()).includes(name.toLowerCase());
}

function nameIn(itemJson: string): string {
  const { name, info } = JSON.parse(itemJson) as { name?: string; info?: { full_name?: string | null } };
  return (name ?? info?.full_name ?? '').toLowerCase();
}

function brief({ key, reference, createdAtMs, updatedAtMs }: Dated): object {
  return { key, reference, updated_at: hrflowDate(updatedAtMs), created_at: hrflowDate(createdAtMs) };
}

function wholeNumber(query: URLSearchParams, field: string, fallback: number): number {
  const text = query.get(field);
  if (text === null) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new Refusal(400, `Invalid parameters. ${field}: must be a positive integer`);
}
