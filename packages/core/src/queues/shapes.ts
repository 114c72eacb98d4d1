import { z } from 'zod';

/** An id of a workflow: part of keys in Redis and of paths, so nothing that means something there. */
export const WORKFLOW_ID = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;
/** Without ":", which parts the names of keys. */
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** As providers call their parameters. It leaves out `__proto__`. */
const PARAMETER_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Parameters are lists of filters at most. */
const PARAMETER_DEPTH = 8;
/** What an item is counted by is a bit of a string in Redis: a far one alone would take its memory. */
const MOST_ITEMS = 100_000_000;

const KIB = 1024;
/**
 * Far beyond what hrflow-sync writes itself: what is endless would fill the memory of whoever takes it. A sealed text is
 * a third longer than what was sealed.
 */
const LONGEST = {
  /** A reference, a cursor, a token. */
  word: 64 * KIB,
  /** An item: twice the largest answer that is read. */
  item: 64 * KIB * KIB,
  /** What a webhook takes. */
  body: 16 * KIB * KIB,
  /** Node takes headers of 16 KiB together. */
  header: 16 * KIB,
} as const;
/** Records of one event or request. */
const MOST_RECORDS = 100_000;

export const word = z.string().max(LONGEST.word);
export const itemText = z.string().max(LONGEST.item);
export const bodyText = z.string().max(LONGEST.body);
export const headers = z.record(z.string().max(LONGEST.header), z.string().max(LONGEST.header));
export const records = z.array(itemText).max(MOST_RECORDS);

/** Texts of a job that become part of a key, and numbers that become part of one or a place in it. */
export const workflowId = z.string().regex(WORKFLOW_ID, 'not an id of a workflow');
export const runId = z.string().regex(RUN_ID, 'not an id of a run');
export const ordinal = z.int().min(0).max(MOST_ITEMS);
export const count = z.int().min(0);

/**
 * Parameters by name. What they may be, the action's schema says; this refuses names that no parameter has,
 * which a schema further on would only leave out.
 */
export const values = z.custom<Record<string, unknown>>(isParameters, 'not parameters');

function isParameters(value: unknown): boolean {
  return (
    isPlain(value) && Object.keys(value).every((name) => PARAMETER_NAME.test(name)) && isShallow(value, 0)
  );
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > PARAMETER_DEPTH || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((each) => isShallow(each, depth + 1));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
