import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The one account of the dashboard. */
export interface Credentials {
  user: string;
  password: string;
}

/** A working day; then one signs in again. */
export const SESSION_MS = 12 * 60 * 60_000;

/**
 * Signed tokens, nothing stored. The key depends on the account as well as on the secret: a changed
 * password ends every session. A token given back at sign-out is refused by this process until it
 * expires; another process with the same secret would still take it.
 */
export class Sessions {
  readonly #credentials: Credentials;
  readonly #key: Buffer;
  readonly #revoked = new Map<string, number>();

  constructor(credentials: Credentials, secret: string | Buffer) {
    this.#credentials = credentials;
    this.#key = hmac(secret, JSON.stringify([credentials.user, credentials.password]));
  }

  /** Takes as long for a wrong user as for a wrong password. */
  accepts(user: string, password: string): boolean {
    const userMatches = this.#same(user, this.#credentials.user);
    const passwordMatches = this.#same(password, this.#credentials.password);
    return userMatches && passwordMatches;
  }

  /** A new token. */
  issue(now: number = Date.now()): string {
    const claim = `${now + SESSION_MS}.${randomBytes(12).toString('base64url')}`;
    return `${claim}.${this.#sign(claim)}`;
  }

  /** Whether a token is ours, and neither expired nor revoked. */
  isValid(token: string | undefined, now: number = Date.now()): boolean {
    const [expiresAt, nonce, signature, ...rest] = (token ?? '').split('.');
    if (!expiresAt || !nonce || !signature || rest.length > 0) return false;
    if (!this.#same(signature, this.#sign(`${expiresAt}.${nonce}`))) return false;
    return Number(expiresAt) > now && !this.#revoked.has(nonce);
  }

  /** Ends a session before its time. */
  revoke(token: string | undefined, now: number = Date.now()): void {
    for (const [nonce, expiresAt] of this.#revoked) if (expiresAt <= now) this.#revoked.delete(nonce);
    const [expiresAt, nonce] = (token ?? '').split('.');
    if (nonce && this.isValid(token, now)) this.#revoked.set(nonce, Number(expiresAt));
  }

  #sign(claim: string): string {
    return hmac(this.#key, claim).toString('base64url');
  }

  /** Compares digests, which are equally long whatever is compared. */
  #same(left: string, right: string): boolean {
    return timingSafeEqual(hmac(this.#key, left), hmac(this.#key, right));
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
