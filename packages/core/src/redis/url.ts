import { UserError } from '../errors.js';

/** A Redis address taken apart. */
export interface RedisAddress {
  host: string;
  port: number;
  username?: string | undefined;
  password?: string | undefined;
  /** Database number; 0 unless the URL's path names another. */
  db: number;
  tls: boolean;
}

const EXAMPLE = 'redis://user:password@host:6379/0, or rediss:// for TLS';

/**
 * Reads `redis://` and `rediss://` URLs. No error names the URL itself, which may carry a password.
 * @throws UserError `redis_url_invalid`
 */
export function parseRedisUrl(url: string): RedisAddress {
  if (!URL.canParse(url)) {
    throw invalid(`isn't a URL; special characters in the password must be percent-encoded`);
  }
  const parsed = new URL(url);
  if (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:') {
    throw invalid(`starts with "${parsed.protocol}//"`);
  }
  if (parsed.hostname === '') throw invalid('names no host');
  if (parsed.searchParams.has('keyPrefix')) {
    // BullMQ prefixes some keys itself and ioredis all of them: jobs would be lost between the two.
    throw invalid('has a keyPrefix, which splits the keys of a queue; leave it out');
  }
  const database = /^\/?(\d*)$/.exec(parsed.pathname);
  if (!database) throw invalid('has a path that is no database number');
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? 6379 : Number(parsed.port),
    username: decoded(parsed.username),
    password: decoded(parsed.password),
    db: Number(database[1]),
    tls: parsed.protocol === 'rediss:',
  };
}

/** `host:port`, fit for a message. */
export function redisHostPort(url: string): string {
  const { host, port } = parseRedisUrl(url);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('has a user name or password that is not percent-encoded');
  }
}

function invalid(problem: string): UserError {
  return new UserError(`The Redis URL ${problem}. Expected ${EXAMPLE}.`, {
    code: 'redis_url_invalid',
    path: 'REDIS_URL',
  });
}
