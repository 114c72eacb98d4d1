import { senderNow, type Clocks } from './retry-after.js';

/** From here on a number is a moment in seconds since the epoch (2001), not a length of time. */
const FIRST_EPOCH_SECONDS = 1e9;
/** From here on a number is a moment in milliseconds since the epoch (2001). */
const FIRST_EPOCH_MS = 1e12;

/**
 * Milliseconds to wait by an `X-RateLimit-Reset` header. Providers mean different things by it:
 * seconds since the epoch (Greenhouse Harvest v3), a timestamp (Harvest v1), milliseconds since the
 * epoch, or seconds from now. The size of a number tells them apart.
 */
export function parseRateLimitReset(value: string | undefined, clocks: Clocks): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  const number = Number(text);
  if (Number.isNaN(number)) return until(Date.parse(text), clocks);
  if (number < 0) return undefined;
  if (number < FIRST_EPOCH_SECONDS) return number * 1000;
  return until(number < FIRST_EPOCH_MS ? number * 1000 : number, clocks);
}

function until(moment: number, clocks: Clocks): number | undefined {
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - senderNow(clocks));
}
