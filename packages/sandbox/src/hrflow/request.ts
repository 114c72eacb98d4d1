import type { Call } from '../http/call.js';
import { isObject } from './content.js';
import { Refusal } from './envelope.js';

type Fields = Readonly<Record<string, unknown>>;

export type Entity = 'profile' | 'job';

/** How a client names a profile or a job; the key wins. */
export interface ItemAddress {
  readonly key?: string | undefined;
  readonly reference?: string | undefined;
}

/** An address with the source or board it is for. */
export interface Addressed extends ItemAddress {
  readonly container: string | undefined;
}

/** A body of `profile/indexing` or `job/indexing`: the documents nest the item, every client sends it flat. */
export interface WriteRequest extends Addressed {
  readonly body: Fields;
  /** The item's own fields. */
  readonly item: Fields;
}

const CONTAINER_KEYS = { profile: 'source_key', job: 'board_key' } as const;

/** @throws {Refusal} 400 when the body isn't a JSON object */
export function readWrite(call: Call, entity: Entity): WriteRequest {
  const body = call.json;
  if (!isObject(body)) throw new Refusal(400, 'Invalid parameters. Expected a JSON object');
  const nested = body[entity];
  const item = isObject(nested) ? nested : body;
  return {
    body,
    item,
    container: text(body[CONTAINER_KEYS[entity]]),
    key: text(body['key']) ?? text(item['key']),
    reference: text(body['reference']) ?? text(item['reference']),
  };
}

/** Reads `source_key` or `board_key`, `key` and `reference` of a GET. */
export function readAddress(query: URLSearchParams, entity: Entity): Addressed {
  const value = (field: string): string | undefined => query.get(field) || undefined;
  return {
    container: value(CONTAINER_KEYS[entity]),
    key: value('key'),
    reference: value('reference'),
  };
}

/** @throws {Refusal} 400 when neither is given */
export function checkAddress({ key, reference }: ItemAddress): void {
  if (key === undefined && reference === undefined) {
    throw new Refusal(400, 'Invalid parameters. key or reference: required');
  }
}

/** Whether `is_archive` archives: 1 or 0 in the SDK, a boolean before; left out of the documents, where it does. */
export function archives({ body }: WriteRequest): boolean {
  return ![0, false, '0', 'false'].includes((body['is_archive'] ?? 1) as never);
}

/** The spelling is taken from a captured answer about a profile. */
export function taken(entity: Entity, reference: string): Refusal {
  return new Refusal(400, `Cannot create ${entity} with this reference: ${reference}. Already used!`);
}

/** A value as text: a reference sent as a number is taken for its digits, as PHP would. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A date a client sends, in epoch milliseconds; what isn't one is ignored. */
export function dateOf(value: unknown): number | undefined {
  const epochMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(epochMs) ? undefined : epochMs;
}
