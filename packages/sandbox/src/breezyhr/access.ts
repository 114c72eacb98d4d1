import { hash } from 'node:crypto';
import type { BreezyhrBehaviour } from './records.js';

/** Who may use the API, by e-mail and password or by a personal access token. */
export interface BreezyhrUser {
  readonly email: string;
  readonly password: string;
  /** `breezy_pat_…`; no sign-out ends it. */
  readonly personalToken: string;
}

/** What is wrong with a token, as an answer's error calls it. */
export interface TokenRefusal {
  readonly status: 400 | 401;
  readonly type: 'missingAccessToken' | 'invalidAccessToken';
  readonly message: string;
}

/** Gives out the token of the user's session. As long as it is good, each sign-in brings the same. */
export class BreezyhrAccess {
  #session = 1;
  #token: string | undefined;
  #signIns = 0;

  constructor(private readonly user: BreezyhrUser) {}

  /** Sign-ins that gave out a token, the same one again included. */
  get signIns(): number {
    return this.#signIns;
  }

  /** @returns the token, or nothing when e-mail or password are wrong */
  signIn(email: unknown, password: unknown): string | undefined {
    if (email !== this.user.email || password !== this.user.password) return undefined;
    this.#signIns += 1;
    this.#token ??= hash('sha1', `${email} ${this.#session++}`);
    return this.#token;
  }

  /** Ends the session for everybody who uses its token. */
  signOut(): void {
    this.#token = undefined;
  }

  /** Why a header doesn't open the door; nothing when it does. A word before the token is part of it. */
  refusal(header: string | undefined, { tokenRefusal }: BreezyhrBehaviour): TokenRefusal | undefined {
    if (header === undefined || header === '') {
      return { status: 400, type: 'missingAccessToken', message: 'access token is null or empty' };
    }
    if (header === this.#token || header === this.user.personalToken) return undefined;
    return { status: tokenRefusal, type: 'invalidAccessToken', message: 'access token is invalid' };
  }
}
