import type { z } from 'zod';
import type { Cursor } from './entity.js';
import { RejectedItemError } from './errors.js';

/**
 * What a cursor of ours holds. It has been in Redis, where others may have written as well.
 * @throws {@link RejectedItemError} `cursor_invalid`: read again, it would be the same
 */
export function readCursor<Place>(cursor: Cursor, schema: z.ZodType<Place>): Place {
  let held: unknown;
  try {
    held = JSON.parse(cursor);
  } catch {
    throw invalidCursor();
  }
  const place = schema.safeParse(held);
  if (place.success) return place.data;
  throw invalidCursor();
}

export function invalidCursor(): RejectedItemError {
  return new RejectedItemError('The place to read on from is none that this release has written.', {
    code: 'cursor_invalid',
  });
}
