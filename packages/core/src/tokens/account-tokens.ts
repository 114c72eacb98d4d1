import { Secret, type TokenStore } from '@hrflow-sync/connectors';
import type { Redis } from 'ioredis';
import { localAccountName } from '../limits/identity.js';
import { SharedTokens } from './shared-tokens.js';

/** The tokens of all accounts this process uses. Clients of one account share a store. */
export class AccountTokens {
  private readonly stores = new Map<string, TokenStore>();

  /** @param identify names an account: {@link AccountLimits.identify} */
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly identify: (provider: string, credentials: unknown) => Promise<string>,
  ) {}

  open(provider: string, credentials: unknown): TokenStore {
    const key = localAccountName(provider, credentials);
    let store = this.stores.get(key);
    if (!store) {
      const accountOf = (): Promise<string> => this.identify(provider, credentials);
      store = new SharedTokens(this.redis, this.prefix, accountOf, new Secret(Secret.reveal(credentials)));
      this.stores.set(key, store);
    }
    return store;
  }
}
