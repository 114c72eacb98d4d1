import { isObject, type JsonObject } from '../../kit/json.js';

/** A person's name in the two parts Greenhouse wants. */
export interface Names {
  readonly first_name: string | null;
  readonly last_name: string | null;
}

/**
 * First and last name of a profile. What HrFlow has only in the full name is taken from there: its last word
 * is the last name, unless the known part tells better.
 */
export function namesOf(profile: JsonObject): Names {
  const info = isObject(profile['info']) ? profile['info'] : {};
  const [first, last, full] = [
    textOf(info['first_name']),
    textOf(info['last_name']),
    textOf(info['full_name']),
  ];
  if ((first && last) || !full) return { first_name: first, last_name: last };
  if (first) return { first_name: first, last_name: restOf(full, first, 'start') };
  if (last) return { first_name: restOf(full, last, 'end'), last_name: last };
  const words = full.split(/\s+/);
  const [name] = words.splice(-1);
  return words.length === 0
    ? { first_name: full, last_name: null }
    : { first_name: words.join(' '), last_name: name ?? null };
}

function restOf(full: string, known: string, where: 'start' | 'end'): string | null {
  const [whole, part] = [full.toLowerCase(), known.toLowerCase()];
  if (where === 'start') return whole.startsWith(`${part} `) ? textOf(full.slice(known.length)) : null;
  return whole.endsWith(` ${part}`) ? textOf(full.slice(0, -known.length)) : null;
}

/** A text without outer spaces; null for what is none, or says nothing. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The objects of a list, whatever else is in it, and whether it is one. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
