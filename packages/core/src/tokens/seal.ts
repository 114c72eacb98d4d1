import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { decrypt, encrypt, KEY_BYTES } from '../data-keys/aes-gcm.js';
import { canonicalJson } from '../limits/identity.js';

const deriveKey = promisify<string, string, number, Buffer>(scrypt);

/**
 * Seals what an account's workers share, under a key made of the credentials themselves: whoever can read
 * Redis but has no credentials learns nothing, and whoever has them could ask for a token anyway.
 */
export class Seal {
  readonly #key: Buffer;

  private constructor(
    key: Buffer,
    private readonly account: string,
  ) {
    this.#key = key;
  }

  /** Takes some 50 ms of processor time, so that a short password can't be found by trying. */
  static async of(account: string, credentials: unknown): Promise<Seal> {
    return new Seal(await deriveKey(canonicalJson(credentials), account, KEY_BYTES), account);
  }

  close(text: string): string {
    return encrypt(this.#key, text, this.account);
  }

  /** `undefined` for what this seal didn't close. */
  open(sealed: string): string | undefined {
    return decrypt(this.#key, sealed, this.account);
  }
}
