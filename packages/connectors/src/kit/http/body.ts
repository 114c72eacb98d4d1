import { isUtf8 } from 'node:buffer';
import { cutDepths } from '../hostile.js';

/** What an answer's bytes hold. */
export type Body = { readonly json: unknown } | { readonly text: string };

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Parses an answer. No bytes at all, or nothing but white space, are `null`: some providers answer so to a
 * deletion or an empty list. What nests too deep is cut, and what isn't UTF-8 becomes half a character: an item
 * with either can be told from the others of its page, and refused alone.
 */
export function readBody(bytes: Buffer): Body {
  if (bytes.length === 0) return { json: null };
  const raw = textOf(bytes);
  const text = raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw;
  if (text.trim() === '') return { json: null };
  try {
    return { json: cutDepths(JSON.parse(text) as unknown) };
  } catch {
    return { text };
  }
}

/** What Node reads a byte as that is no UTF-8; the same may stand in a text of its own right. */
const REPLACEMENT = /\uFFFD/g;
/** The second half of a character whose first isn't there: no text has it. */
const HALF = '\uDFFF';

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return isUtf8(bytes) ? text : text.replace(REPLACEMENT, HALF);
}

/** Longest part of an answer that an error's detail quotes. */
const EXCERPT_LENGTH = 300;

/** The start of an error answer, on one line. */
export function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  return text.replace(/\s+/g, ' ').trim().slice(0, EXCERPT_LENGTH);
}
