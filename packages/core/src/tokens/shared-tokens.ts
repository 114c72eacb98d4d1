import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  isUsable,
  RetryableError,
  TOKEN_MARGIN_MS,
  type AccessToken,
  type Secret,
  type TokenStore,
} from '@hrflow-sync/connectors';
import type { Redis } from 'ioredis';
import { Seal } from './seal.js';
import { tokenKeys } from './keys.js';

/** One worker asks for a token at a time. A dead one's turn ends after this; a request's own time limit. */
const TURN_MS = 30_000;
/** How often the others look whether the token is there. */
const LOOK_AGAIN_MS = 50;
/** A token without an end is forgotten after this, so that what nobody uses any more doesn't stay. */
const LONGEST_KEPT_MS = 30 * 86_400_000;

/** Ends a worker's turn, unless it has ended and become somebody else's. KEYS turn; ARGV whose. */
const END_TURN = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

/** The token of one account, shared by all workers through Redis. */
export class SharedTokens implements TokenStore {
  #known: AccessToken | undefined;
  private renewing: Promise<string> | undefined;
  private sealed: Promise<Seal> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly accountOf: () => Promise<string>,
    private readonly credentials: Secret<unknown>,
  ) {}

  async current(issue: () => Promise<AccessToken>): Promise<string> {
    if (this.#known && isUsable(this.#known, Date.now())) return this.#known.value;
    return this.renew(issue, undefined);
  }

  async replace(refused: string, issue: () => Promise<AccessToken>): Promise<string> {
    if (this.#known?.value === refused) this.#known = undefined;
    if (this.#known) return this.#known.value;
    return this.renew(issue, refused);
  }

  /** Within this process, one asks for all. */
  private renew(issue: () => Promise<AccessToken>, refused: string | undefined): Promise<string> {
    this.renewing ??= this.find(issue, refused)
      .then((token) => (this.#known = token).value)
      .finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async find(issue: () => Promise<AccessToken>, refused: string | undefined): Promise<AccessToken> {
    const account = await this.accountOf();
    const keys = tokenKeys(this.prefix);
    const giveUpAt = Date.now() + TURN_MS;
    const turn = randomUUID();
    while (Date.now() < giveUpAt) {
      const shared = await this.read(account);
      if (shared && shared.value !== refused && isUsable(shared, Date.now())) return shared;
      if ((await this.redis.set(keys.turn(account), turn, 'PX', TURN_MS, 'NX')) !== 'OK') {
        await sleep(LOOK_AGAIN_MS);
        continue;
      }
      try {
        return await this.issueAgain(account, issue, refused);
      } finally {
        await this.redis.eval(END_TURN, 1, keys.turn(account), turn);
      }
    }
    throw new RetryableError('Another worker is signing in and does not get done. It is tried again.', {
      code: 'sign_in_pending',
    });
  }

  /** Somebody may have got a token between our look and our turn. */
  private async issueAgain(
    account: string,
    issue: () => Promise<AccessToken>,
    refused: string | undefined,
  ): Promise<AccessToken> {
    const shared = await this.read(account);
    if (shared && shared.value !== refused && isUsable(shared, Date.now())) return shared;
    const token = await issue();
    const keptMs = Math.min(LONGEST_KEPT_MS, (token.expiresAtMs ?? Infinity) - TOKEN_MARGIN_MS - Date.now());
    if (keptMs <= 0) return token;
    const sealed = (await this.seal(account)).close(JSON.stringify(token));
    await this.redis.set(tokenKeys(this.prefix).token(account), sealed, 'PX', Math.floor(keptMs));
    return token;
  }

  private async read(account: string): Promise<AccessToken | undefined> {
    const sealed = await this.redis.get(tokenKeys(this.prefix).token(account));
    if (sealed === null) return undefined;
    const text = (await this.seal(account)).open(sealed);
    return text === undefined ? undefined : (JSON.parse(text) as AccessToken);
  }

  private seal(account: string): Promise<Seal> {
    this.sealed ??= Seal.of(account, this.credentials.reveal());
    return this.sealed;
  }
}
