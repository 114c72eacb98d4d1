import type { KnownSecrets, WholeExchange } from '@hrflow-sync/connectors';
import type { Excerpt } from '@hrflow-sync/core';

/** Of a body, in characters. */
export const LONGEST_EXCERPT = 8 * 1024;
/** Of each of two bodies that are to be compared: cut, they can't be. */
export const LONGEST_COMPARED = 256 * 1024;

/** A token, in the longest of its forms, in characters. */
const LONGEST_SECRET = 6 * 1024;

const TEXT_TYPE = /json|text|xml|html|x-www-form-urlencoded/i;

type Request = WholeExchange['request'];
type Answer = NonNullable<WholeExchange['answer']>;

/** Without secrets. They are taken out before the text is cut, or half of one might stay. */
export function excerptOf(text: string, secrets: KnownSecrets, longest = LONGEST_EXCERPT): Excerpt {
  // Nobody looks for secrets in megabytes to keep kilobytes.
  const looked = text.slice(0, longest * 2);
  const clean = secrets.removeFrom(looked);
  if (looked.length === text.length) return { text: clean.slice(0, longest), length: clean.length };
  return {
    text: clean.slice(0, Math.max(0, Math.min(longest, clean.length - LONGEST_SECRET))),
    length: text.length,
  };
}

/** What a request says, credentials left out. */
export function bodyOf({ json, form }: Request): string | undefined {
  if (json !== undefined) return JSON.stringify(json);
  if (form === undefined) return undefined;
  if (form instanceof URLSearchParams) return form.toString();
  return [...form].map(([name, value]) => `${name}: ${fieldOf(value)}`).join('\n');
}

function fieldOf(value: string | File): string {
  if (typeof value === 'string') return value;
  return `[file, ${value.type || 'no content type'}, ${value.size} bytes]`;
}

/** @param size in bytes, where `bytes` are the beginning alone */
export function textOf({ headers, bytes }: Answer, size: number): string | undefined {
  if (size === 0) return undefined;
  const type = headers['content-type'];
  if (type !== undefined && !TEXT_TYPE.test(type)) return `[${type}, ${size} bytes]`;
  return bytes.toString('utf8');
}
