import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { canonicalJson } from '../limits/identity.js';

const deriveKey = promisify<string, string, number, Buffer>(scrypt);

const KEY_BYTES = 32;
/** Of AES-GCM: 96 bits (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

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
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(this.account));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** `undefined` for what this seal didn't close. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(this.account))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch {
      return undefined;
    }
  }
}
