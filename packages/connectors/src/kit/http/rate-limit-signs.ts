import type { HttpResponse } from './client.js';
import type { RateLimitPolicy, RateLimitSigns } from '../api.js';
import { parseRateLimitReset } from './rate-limit-reset.js';
import { clampWait } from './recovery.js';

/**
 * What the headers of any answer, good or bad, say beyond the policy: a lower `X-RateLimit-Limit`; or
 * `X-RateLimit-Remaining: 0` with the `X-RateLimit-Reset` until which it stays so. A higher limit is not
 * believed: it may be counted over another window than the documented one.
 */
export function signsOf(
  headers: HttpResponse['headers'],
  policy: RateLimitPolicy | undefined,
  now: () => number,
): RateLimitSigns | undefined {
  const requests = policy && lowerLimit(headers['x-ratelimit-limit'], policy);
  const waitMs = headers['x-ratelimit-remaining']?.trim() === '0' ? resetIn(headers, now) : undefined;
  if (requests === undefined && waitMs === undefined) return undefined;
  return { ...(requests !== undefined && { requests }), ...(waitMs !== undefined && { waitMs }) };
}

function lowerLimit(value: string | undefined, { requests }: RateLimitPolicy): number | undefined {
  const limit = Math.floor(Number(value));
  return limit >= 1 && limit < requests ? limit : undefined;
}

function resetIn(headers: HttpResponse['headers'], now: () => number): number | undefined {
  const waitMs = parseRateLimitReset(headers['x-ratelimit-reset'], { now: now(), date: headers['date'] });
  // A reset in the past says that a new window has begun.
  return waitMs ? clampWait(waitMs) : undefined;
}
