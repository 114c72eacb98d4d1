import { UserError } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Role, ROLES } from '../access/person.js';
import { hashPassword } from './passwords.js';
import { parseStored } from './stored.js';

const SHORTEST_PASSWORD = 12;
/** Longer ones are no safer, and hashing them could be made to take long. */
export const LONGEST_PASSWORD = 1_024;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u;

const StoredUser = z.object({
  role: z.enum(['viewer', 'operator']),
  hash: z.string(),
  changedAt: z.string(),
});
type StoredUser = z.output<typeof StoredUser>;

/** A user as anybody may see it. */
export interface ListedUser {
  readonly name: string;
  readonly role: Role;
  /** ISO 8601, UTC: when password or role were last set. */
  readonly changed_at: string;
}

/** The dashboard's users, in a hash in Redis by name: their roles and what checks their passwords. */
export class Users {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.key = `${prefix}:dashboard:users`;
  }

  /**
   * Adds a user, or gives one another password and role; either ends the sessions there were.
   * Resolves to whether the user is new.
   * @throws UserError `user_name_invalid`, `user_role_invalid` or `password_weak`
   */
  async put(name: string, role: string, password: string): Promise<boolean> {
    const field = checkedName(name);
    const known = ROLES.find((each) => each === role);
    if (known === undefined) {
      throw new UserError(`"${role}" is no role: it is viewer or operator.`, { code: 'user_role_invalid' });
    }
    if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
      throw new UserError(
        `A password has ${SHORTEST_PASSWORD} characters at least, and ${LONGEST_PASSWORD} at most.`,
        { code: 'password_weak' },
      );
    }
    const user: StoredUser = {
      role: known,
      hash: await hashPassword(password),
      changedAt: new Date().toISOString(),
    };
    return (await this.redis.hset(this.key, field, JSON.stringify(user))) === 1;
  }

  /**
   * Removes a user, and with it all sessions.
   * @throws UserError `user_not_found`
   */
  async remove(name: string): Promise<void> {
    if ((await this.redis.hdel(this.key, normalName(name))) === 1) return;
    throw new UserError(`There is no user "${name}". "hrflow-sync user list" lists them.`, {
      code: 'user_not_found',
    });
  }

  /** By name. */
  async list(): Promise<ListedUser[]> {
    const stored = Object.entries(await this.redis.hgetall(this.key));
    return stored
      .flatMap(([name, text]) => {
        const user = parseStored(StoredUser, text);
        return user ? [{ name, role: user.role, changed_at: user.changedAt }] : [];
      })
      .sort((left, right) => left.name.localeCompare(right.name));
  }

  async count(): Promise<number> {
    return this.redis.hlen(this.key);
  }

  async find(name: string): Promise<StoredUser | undefined> {
    const text = await this.redis.hget(this.key, normalName(name));
    return parseStored(StoredUser, text);
  }
}

/** One name, however it is typed. */
export function normalName(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

function checkedName(name: string): string {
  const normal = normalName(name);
  if (NAME.test(normal)) return normal;
  throw new UserError(
    `"${name}" can't be a user's name: up to 64 letters, digits and . _ @ + -, a letter or digit first.`,
    { code: 'user_name_invalid' },
  );
}
