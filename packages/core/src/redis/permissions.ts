import type { Redis } from 'ioredis';
import { UserError } from '../errors.js';
import type { RedisAccess } from './access.js';
import { connectRedis } from './connection.js';

/** Commands on keys, by how many arguments are enough for Redis to look whether they are allowed. */
const ON_KEYS = {
  1: 'del exists get getdel hgetall hkeys hlen hrandfield hvals incr llen lpop mget persist pttl rpop scard smembers type unlink zcard zpopmin',
  2: 'bzpopmin expire expireat getbit hdel hexists hget hmget hscan incrby lindex lpos lpush pexpire rename rpoplpush rpush sadd set sismember srem sscan zmscore zrem zscore',
  3: 'hincrby hmset hset hsetnx lrange lrem lset ltrim setbit xrevrange xtrim zadd zcount zincrby zrange zrangebyscore zremrangebyrank zremrangebyscore zrevrange zrevrangebyscore',
  4: 'xadd',
} as const;

/** Commands on no key of their own, as they are tried. */
const OTHERS: readonly (readonly string[])[] = [
  ['ping'],
  ['info'],
  ['time'],
  ['select', '0'],
  ['scan', '0'],
  ['eval', 'return 1', '0'],
  ['evalsha', 'f'.repeat(40), '0'],
  ['script|exists', 'f'.repeat(40)],
  ['script|load', 'return 1'],
  ['client|list'],
  ['client|setname', 'hrflow-sync:inspect'],
];
/** Not allowed inside of a transaction, or what it is made of. */
const OF_TRANSACTIONS = ['multi', 'exec', 'discard', 'watch', 'unwatch'] as const;

/** All commands that a deployment sends, as an access control list names them, sorted. */
export const REDIS_COMMANDS: readonly string[] = [
  ...Object.values(ON_KEYS).flatMap((names) => names.split(' ')),
  ...OTHERS.map(([name = '']) => name),
  ...OF_TRANSACTIONS,
].sort();

/**
 * Makes sure that our user may do what a deployment does, under its prefix. Nothing is done: the
 * commands are queued in a transaction, where Redis refuses what isn't allowed, and thrown away.
 * @throws UserError `redis_permission_missing`, with each command
 */
export async function checkRedisPermissions(access: string | RedisAccess, prefix: string): Promise<void> {
  // Its own: where DISCARD isn't allowed, the transaction ends with it.
  const redis = connectRedis(access, { role: 'worker', name: 'hrflow-sync:inspect' });
  const { commands, keys } = await missingPermissions(redis, prefix).finally(() => redis.disconnect());
  if (commands.size === 0 && !keys) return;
  const refused = [...commands].sort();
  const what = [
    ...(keys ? [`touch the keys ${prefix}:*`] : []),
    ...(refused.length > 0 ? [`run ${refused.join(', ')}`] : []),
  ].join(', nor ');
  const rules = [...(keys ? [`~${prefix}:*`] : []), ...refused.map((name) => `+${name}`)].join(' ');
  throw new UserError(
    `The Redis user in REDIS_URL may not ${what}. Let an administrator run "ACL SETUSER <user> ${rules}"; deploy/redis/users.acl has all of it.`,
    { code: 'redis_permission_missing', path: 'REDIS_URL' },
  );
}

interface Missing {
  readonly commands: Set<string>;
  /** It may not touch keys under the prefix. */
  keys: boolean;
}

async function missingPermissions(redis: Redis, prefix: string): Promise<Missing> {
  const missing: Missing = { commands: new Set(), keys: false };
  const key = `${prefix}:permission-probe`;
  const attempt = async (name: string, ...args: string[]): Promise<void> => {
    const [command = '', ...subcommand] = name.split('|');
    try {
      await redis.call(command, ...subcommand, ...args);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
      // Anything else is for whoever runs the command to meet: an old server that lacks it, say.
      if (!error.message.startsWith('NOPERM')) return;
      if (error.message.includes('permissions to access')) missing.keys = true;
      else missing.commands.add(name);
    }
  };
  await attempt('watch', key);
  await attempt('unwatch');
  await attempt('multi');
  await attempt('exec');
  // Sent one by one from here on, they would be carried out.
  if (missing.commands.has('multi')) return missing;
  await attempt('multi');
  await Promise.all([...attemptsOn(key)].map(([name = '', ...args]) => attempt(name, ...args)));
  await attempt('discard');
  return missing;
}

function* attemptsOn(key: string): Generator<readonly string[]> {
  for (const [count, names] of Object.entries(ON_KEYS)) {
    for (const name of names.split(' ')) {
      // `rename` and `rpoplpush` take a second key.
      yield [name, ...Array<string>(Number(count)).fill(key)];
    }
  }
  yield* OTHERS;
}
