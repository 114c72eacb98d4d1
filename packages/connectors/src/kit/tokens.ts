import type { AccessToken, TokenStore } from './api.js';

/** A token this close to its end isn't used any more: it may end on its way. */
export const TOKEN_MARGIN_MS = 60_000;

/** Keeps one account's token in memory. Requests that need a new one at the same time ask once. */
export class MemoryTokens implements TokenStore {
  private known: AccessToken | undefined;
  private issuing: Promise<string> | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  async current(issue: () => Promise<AccessToken>): Promise<string> {
    if (this.known && isUsable(this.known, this.now())) return this.known.value;
    return this.renew(issue);
  }

  async replace(refused: string, issue: () => Promise<AccessToken>): Promise<string> {
    if (this.known?.value === refused) this.known = undefined;
    return this.current(issue);
  }

  private renew(issue: () => Promise<AccessToken>): Promise<string> {
    this.issuing ??= issue()
      .then((token) => (this.known = token).value)
      .finally(() => (this.issuing = undefined));
    return this.issuing;
  }
}

/** Whether a token will be good for the next request. One without an end is, until it is refused. */
export function isUsable({ expiresAtMs = Infinity }: AccessToken, nowMs: number): boolean {
  return expiresAtMs - TOKEN_MARGIN_MS > nowMs;
}
