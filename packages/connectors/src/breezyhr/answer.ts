import { RetryableError } from '../kit/errors.js';
import type { HttpResponse } from '../kit/http/client.js';
import { present, textOrNull } from '../kit/present.js';

/**
 * Breezy's lists are bare arrays, and their entries have an `_id`. Anything else is no list, and must not
 * pass for an empty one; and an entry nobody could name again must not get lost without a word.
 * @param request for the error's detail
 * @throws {@link RetryableError} `unexpected_answer`
 */
export function listOf<Entry extends { _id?: string | null }>(
  { body, status }: HttpResponse,
  request: string,
): (Entry & { _id: string })[] {
  if (!Array.isArray(body)) throw unexpected('a list', request, status, body);
  const entries = present(body as (Entry | null)[]);
  if (entries.every((entry): entry is Entry & { _id: string } => textOrNull(entry._id) !== null))
    return entries;
  throw unexpected('entries with an _id', request, status, body);
}

/**
 * An answer that has to be one object with an id.
 * @throws {@link RetryableError} `unexpected_answer`
 */
export function objectOf({ body, status }: HttpResponse, request: string): { _id: string } {
  const { _id: id } = (body ?? {}) as { _id?: unknown };
  if (textOrNull(id) !== null) return body as { _id: string };
  throw unexpected('an object with an _id', request, status, body);
}

function unexpected(promised: string, request: string, status: number, body: unknown): RetryableError {
  const got = body === null ? 'nothing' : Array.isArray(body) ? 'a list' : `a value of type ${typeof body}`;
  return new RetryableError(`Breezy HR answered something else than ${promised}.`, {
    code: 'unexpected_answer',
    detail: `${request}: ${status}, expected ${promised}, got ${got}`,
  });
}
