import { RejectedItemError } from './errors.js';

/**
 * Levels of objects and lists in an item. Profiles and candidates have seven at most; far below what a recursive
 * function of ours, of zod or of a user's logic can bear.
 */
export const DEEPEST_ITEM = 64;
/** Levels kept of an answer: an item in it that was cut is still deeper than one may be. */
export const DEEPEST_ANSWER = 2 * DEEPEST_ITEM;

/** What no honest sender sends, and where. */
export interface Flaw {
  readonly code: 'item_too_deep' | 'item_pollutes' | 'item_not_text';
  /** `info.full_name`. */
  readonly path: string;
  /** The rest of a sentence that starts with the path. */
  readonly what: string;
}

/** An object or list on the way down, and the way to it. */
interface Place {
  readonly held: object;
  readonly depth: number;
  readonly name: string;
  readonly above: Place | undefined;
}

/**
 * What of a value's shape is made to harm whoever handles it: more than {@link DEEPEST_ITEM} levels, at which
 * recursive functions overflow their stack, or names that change an object's prototype where they are assigned.
 * Doesn't recurse itself.
 */
export function shapeFlawIn(value: unknown): Flaw | undefined {
  return search(value, (name, child, place) => {
    if (place.depth >= DEEPEST_ITEM && isContainer(child)) {
      return {
        code: 'item_too_deep',
        path: pathTo(place, ''),
        what: `nests deeper than ${DEEPEST_ITEM} levels`,
      };
    }
    return pollutes(name, child)
      ? { code: 'item_pollutes', path: pathTo(place, ''), what: `has a field ${name}, which is no data` }
      : undefined;
  });
}

/** A NUL, which databases refuse; half a character, or a byte that was no UTF-8, which nobody can write. */
const NO_TEXT = /[\0\p{Surrogate}]/u;

/** What of a value can't be written as UTF-8 or kept in a database. */
export function textFlawIn(value: unknown): Flaw | undefined {
  return search(value, (name, child, place) => {
    const isBad = NO_TEXT.test(name) || (typeof child === 'string' && NO_TEXT.test(child));
    if (!isBad) return undefined;
    const what = 'holds a NUL, half a character or a byte that is no UTF-8';
    return { code: 'item_not_text', path: pathTo(place, name), what };
  });
}

/**
 * Lets through only what can be handled without harm.
 * @throws {@link RejectedItemError} `item_too_deep`, `item_pollutes`
 */
export function refuseHostileShape(value: unknown): void {
  const flaw = shapeFlawIn(value);
  if (flaw) throw refused(flaw, 'It is neither prepared nor written. Look at it where it comes from.');
}

/**
 * Lets through only what can be written.
 * @throws {@link RejectedItemError} those of {@link refuseHostileShape}, and `item_not_text`
 */
export function refuseHostile(value: unknown): void {
  refuseHostileShape(value);
  const flaw = textFlawIn(value);
  if (flaw) throw refused(flaw, 'Mend it where it comes from, or in a logic or format, then retry.');
}

function refused({ code, path, what }: Flaw, advice: string): RejectedItemError {
  return new RejectedItemError(`${path === '' ? 'The item' : `The item's ${path}`} ${what}. ${advice}`, {
    code,
  });
}

/**
 * Takes away what lies below {@link DEEPEST_ANSWER} levels, in place, so that whoever looks at the rest may
 * recurse. What was cut stays too deep for an item: {@link shapeFlawIn} finds it. Returns what it was given.
 */
export function cutDepths<Value>(value: Value): Value {
  let level: object[] = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    const below: object[] = [];
    for (const held of level) {
      // An answer has up to millions of them: a list is walked by number, which is several times faster.
      if (Array.isArray(held)) {
        const list = held as unknown[];
        for (let index = 0; index < list.length; index++) {
          const child = list[index];
          if (!isContainer(child)) continue;
          if (depth < DEEPEST_ANSWER) below.push(child);
          else list[index] = [];
        }
      } else {
        const fields = held as Record<string, unknown>;
        for (const name in fields) {
          const child = fields[name];
          if (!isContainer(child)) continue;
          if (depth < DEEPEST_ANSWER) below.push(child);
          else delete fields[name];
        }
      }
    }
    level = below;
  }
  return value;
}

type Look = (name: string, child: unknown, place: Place) => Flaw | undefined;

/** Shows every field and entry to `look`, until it finds something. */
function search(value: unknown, look: Look): Flaw | undefined {
  const top: Place = { held: [value], depth: 0, name: '', above: undefined };
  const left: Place[] = [top];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    const { held, depth } = place;
    for (const name of Object.keys(held)) {
      const child = (held as Record<string, unknown>)[name];
      const flaw = look(place === top ? '' : name, child, place);
      if (flaw) return flaw;
      if (isContainer(child)) left.push({ held: child, depth: depth + 1, name, above: place });
    }
  }
  return undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Where they are assigned, the first changes an object's prototype, the second its class's. */
function pollutes(name: string, child: unknown): boolean {
  if (name === '__proto__') return true;
  return name === 'constructor' && isContainer(child) && Object.hasOwn(child, 'prototype');
}

/** Longest name in a path: the sender chooses it. */
const LONGEST_NAME = 40;
/** Names in a path, from the top. */
const MOST_NAMES = 8;

function pathTo(place: Place, last: string): string {
  const names = last === '' ? [] : [last];
  for (let at: Place | undefined = place; at?.above?.above; at = at.above) names.unshift(at.name);
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, LONGEST_NAME).replace(/[^\w-]/g, '?'));
  return [...shown, ...(names.length > MOST_NAMES ? ['…'] : [])].join('.');
}
