import type { Role } from '../access/person.js';
import { hashPassword, isPassword } from './passwords.js';
import { LONGEST_PASSWORD, normalName, type Users } from './users.js';

/** A user of the environment: always an operator. */
export interface Credentials {
  user: string;
  password: string;
}

/** Somebody who signs in with a password. */
export interface Account {
  readonly name: string;
  readonly role: Role;
  /** Changes with the password: a session begun before is one no more. */
  readonly stamp: string;
}

interface Found extends Account {
  readonly hash: string;
}

/** Who can sign in with a password: the users in Redis, and one of the environment, which wins over a namesake. */
export class Accounts {
  readonly #own: { name: string; password: string; hash: Promise<string> } | undefined;

  constructor(
    private readonly users: Users,
    own: Credentials | undefined,
  ) {
    // Hashed like the others, so that signing in takes as long.
    this.#own = own && {
      name: normalName(own.user),
      password: own.password,
      hash: hashPassword(own.password),
    };
  }

  /**
   * Whose name and password these are. Takes as long whether the name or the password is wrong.
   * @throws TooBusyError
   */
  async authenticate(name: string, password: string): Promise<Account | undefined> {
    const found = await this.find(name);
    const isRight = await isPassword(password.slice(0, LONGEST_PASSWORD + 1), found?.hash);
    return isRight ? found : undefined;
  }

  async find(name: string): Promise<Found | undefined> {
    const normal = normalName(name);
    // Redis is asked in any case: that takes time too.
    const stored = await this.users.find(normal);
    const own = this.#own;
    if (own?.name === normal)
      return { name: normal, role: 'operator', stamp: own.password, hash: await own.hash };
    return stored && { name: normal, role: stored.role, stamp: stored.hash, hash: stored.hash };
  }

  /** Whether anybody can sign in. */
  async any(): Promise<boolean> {
    return this.#own !== undefined || (await this.users.count()) > 0;
  }
}
