import type { Redis } from 'ioredis';
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

const FROM_ADDRESS = { points: 10, duration: 60 };
/** Guesses at one name from everywhere, a thousand a day: too few even for a poor password. */
const AT_NAME = { points: 10, duration: 15 * 60 };
/** How long an address counts as one somebody signed in from. */
const FAMILIAR_SECONDS = 30 * 24 * 60 * 60;

/**
 * Bounds sign-ins by address and by name, for all dashboards together. Every attempt counts before its
 * password is looked at, so that many at once get no more; a good one is forgotten. Names that don't exist
 * count like others. Somebody else's guesses lock nobody out of an address they signed in from before.
 */
export class Attempts {
  private readonly byAddress: RateLimiterRedis;
  private readonly byName: RateLimiterRedis;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {
    const limiter = (kind: string, limit: { points: number; duration: number }): RateLimiterRedis =>
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `${prefix}:dashboard:attempts:${kind}`,
        ...limit,
      });
    this.byAddress = limiter('address', FROM_ADDRESS);
    this.byName = limiter('name', AT_NAME);
  }

  /** Counts an attempt. Resolves to the seconds until the next one is looked at; 0 when this one is. */
  async count(name: string, address: string): Promise<number> {
    const waitSeconds = await consume(this.byAddress, networkOf(address));
    if (waitSeconds > 0) return waitSeconds;
    const isFamiliar = (await this.redis.exists(this.familiarKey(name, address))) === 1;
    return isFamiliar ? 0 : consume(this.byName, digest(name));
  }

  /** Forgets the attempt that was good. */
  async succeeded(name: string, address: string): Promise<void> {
    await Promise.all([
      this.byAddress.reward(networkOf(address)),
      this.byName.delete(digest(name)),
      this.redis.set(this.familiarKey(name, address), '1', 'EX', FAMILIAR_SECONDS),
    ]);
  }

  private familiarKey(name: string, address: string): string {
    return `${this.prefix}:dashboard:familiar:${digest(`${name}\n${networkOf(address)}`)}`;
  }
}

/** An IPv6 address without its last half, which its owner can choose at will. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain) || plain.includes('.')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) {
    const after = tail.split(':').filter(Boolean);
    groups.push(...Array<string>(8 - groups.length - after.length).fill('0'), ...after);
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

async function consume(limiter: RateLimiterRedis, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw error;
  }
}

/** Of one length whatever was typed, which may be a password in the wrong field. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
