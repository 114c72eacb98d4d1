import { randomBytes } from 'node:crypto';

/** "access token 1 h" (Harvest v3 docs, "Authentication"). */
const LIFETIME_MS = 60 * 60 * 1000;

/** What a token lets its bearer do. */
export interface Grant {
  readonly expiresAtMs: number;
  /** Scopes such as `harvest:candidates:list`; all where nothing is said. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/** The access tokens given out. */
export class Tokens {
  readonly #grants = new Map<string, Grant>();
  #minted = 0;
  /** What tokens given out from now on may do; all where nothing is said. */
  scopes: ReadonlySet<string> | undefined;

  /** @param single whether a new token ends the one before it */
  constructor(private readonly single: boolean) {}

  /** How many were given out altogether. */
  get minted(): number {
    return this.#minted;
  }

  mint(nowMs: number): { readonly token: string; readonly expiresAtMs: number } {
    if (this.single) this.#grants.clear();
    this.#minted += 1;
    const token = `sandbox-token-${this.#minted}-${randomBytes(12).toString('hex')}`;
    const expiresAtMs = nowMs + LIFETIME_MS;
    this.#grants.set(token, { expiresAtMs, scopes: this.scopes });
    return { token, expiresAtMs };
  }

  find(token: string, nowMs: number): Grant | undefined {
    const grant = this.#grants.get(token);
    return grant && grant.expiresAtMs > nowMs ? grant : undefined;
  }

  /** Ends all of them, as if somebody else had signed in. */
  revoke(): void {
    this.#grants.clear();
  }
}
