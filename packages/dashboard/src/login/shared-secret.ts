import type { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';

/** A random text that all dashboards of a deployment share, so that a form of one is good at another. */
export class SharedSecret {
  #text: string | undefined;
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.key = `${prefix}:dashboard:secret`;
  }

  async read(): Promise<string> {
    if (this.#text !== undefined) return this.#text;
    await this.redis.set(this.key, randomBytes(32).toString('base64url'), 'NX');
    const text = await this.redis.get(this.key);
    if (text === null) throw new Error('the secret of the dashboards vanished');
    this.#text = text;
    return text;
  }
}
