import type { Call } from '../http/call.js';
import { isObject } from './content.js';
import { Refusal, unableToFind } from './envelope.js';
import type { ProfileAddress } from './store.js';

const KEY_SHAPE = /^[0-9a-f]{40}$/;

type Fields = Readonly<Record<string, unknown>>;

/** A body of `profile/indexing`: the current documents nest the profile, every client sends it flat. */
export interface WriteRequest extends ProfileAddress {
  readonly sourceKey: string | undefined;
  readonly body: Fields;
  /** The profile's own fields. */
  readonly profile: Fields;
}

/** @throws {Refusal} 400 when the body isn't a JSON object */
export function readWrite(call: Call): WriteRequest {
  const body = call.json;
  if (!isObject(body)) throw new Refusal(400, 'Invalid parameters. Expected a JSON object');
  const profile = isObject(body['profile']) ? body['profile'] : body;
  return {
    body,
    profile,
    sourceKey: text(body['source_key']),
    key: text(body['key']) ?? text(profile['key']),
    reference: text(body['reference']) ?? text(profile['reference']),
  };
}

/** Reads `source_key`, `key` and `reference` of a GET. */
export function readAddress(query: URLSearchParams): ProfileAddress & { sourceKey: string | undefined } {
  const value = (field: string): string | undefined => query.get(field) || undefined;
  return { sourceKey: value('source_key'), key: value('key'), reference: value('reference') };
}

/** @throws {Refusal} 400 unless this is the sandbox's one source */
export function checkSource(sourceKey: string | undefined, known: string): void {
  if (sourceKey === known) return;
  if (sourceKey === undefined) throw new Refusal(400, 'Invalid parameters. source_key: required');
  if (!KEY_SHAPE.test(sourceKey)) throw new Refusal(400, `Bad Request. Invalid source_key: ${sourceKey}`);
  throw unableToFind('source');
}

/** @throws {Refusal} 400 when neither is given */
export function checkAddress({ key, reference }: ProfileAddress): void {
  if (key === undefined && reference === undefined) {
    throw new Refusal(400, 'Invalid parameters. key or reference: required');
  }
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
