/** What an answer's bytes hold. */
export type Body = { readonly json: unknown } | { readonly text: string };

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Parses an answer. No bytes at all, or nothing but white space, are `null`: some providers answer so to a
 * deletion or an empty list.
 */
export function readBody(bytes: Buffer): Body {
  if (bytes.length === 0) return { json: null };
  const raw = bytes.toString('utf8');
  const text = raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw;
  if (text.trim() === '') return { json: null };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { text };
  }
}

/** Longest part of an answer that an error's detail quotes. */
const EXCERPT_LENGTH = 300;

/** The start of an error answer, on one line. */
export function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
  return text.replace(/\s+/g, ' ').trim().slice(0, EXCERPT_LENGTH);
}
