import { isObject, type JsonObject } from '../../kit/json.js';

/**
 * Name of the metadata of a profile that a push of ours has begun and not ended: its file is parsed, but
 * the item's data is not applied yet, or the other way round. It is written in one request with the first
 * half and taken away in one with the second, so that a repeated push can tell what it finds: without it,
 * a profile that is simply there; with it, one to end. Metadatas aren't searched (developers.hrflow.ai,
 * "The Profile Object"), so it disturbs nobody while it is there.
 */
const MARK = 'hrflow_sync_unfinished';

/** The metadatas that mark a profile. `value` tells one upload of a file from another. */
export function marks(value: string): JsonObject[] {
  return [{ name: MARK, value }];
}

/** The marks a profile carries. */
export function marksOf(profile: JsonObject): unknown[] {
  return metadatas(profile)
    .filter(isMark)
    .map((mark) => (mark as JsonObject)['value']);
}

export function isUnfinished(profile: JsonObject): boolean {
  return metadatas(profile).some(isMark);
}

/** The profile with a mark, in place of those it has. */
export function unfinished(profile: JsonObject, value: string): JsonObject {
  return { ...profile, metadatas: [...metadatas(finished(profile)), ...marks(value)] };
}

/** The profile without marks. */
export function finished(profile: JsonObject): JsonObject {
  if (!isUnfinished(profile)) return profile;
  return { ...profile, metadatas: metadatas(profile).filter((entry) => !isMark(entry)) };
}

function metadatas({ metadatas: list }: JsonObject): unknown[] {
  return Array.isArray(list) ? list : [];
}

const isMark = (entry: unknown): boolean => isObject(entry) && entry['name'] === MARK;
