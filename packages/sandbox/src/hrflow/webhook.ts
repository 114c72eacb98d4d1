import { createHmac } from 'node:crypto';
import type { Profile } from './profile.js';

/** Where HrFlow tells of what it has parsed. */
export interface WebhookTarget {
  readonly url: string;
  /** Signs the messages. */
  readonly secret: string;
}

/** Where nothing answers, the double must not hang on. */
const TIMEOUT_MS = 5_000;

/**
 * Sends HrFlow's webhooks, each once: whether and when HrFlow sends one again is unverified. Of the three
 * signatures that its documents and SDKs describe, this is the one that ran in production: the hex digest
 * of an HMAC-SHA256 over the raw body.
 */
export class Webhooks {
  readonly #closing = new AbortController();
  readonly #sending = new Set<Promise<void>>();

  constructor(private readonly target: WebhookTarget | undefined) {}

  /** @param again the profile was there before: HrFlow calls that an update */
  parsed(profile: Profile, again: boolean): void {
    if (this.target === undefined) return;
    const type = `profile.parsing.${again ? 'update' : 'success'}`;
    const message = `${type} for profile reference: ${profile.reference} ('${profile.key}')`;
    const sending = this.#send(this.target, JSON.stringify({ type, origin: 'api', message, profile }));
    this.#sending.add(sending);
    void sending.finally(() => this.#sending.delete(sending));
  }

  /** Ends what is on its way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#sending);
  }

  async #send({ url, secret }: WebhookTarget, body: string): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const headers = {
      'content-type': 'application/json',
      'http-hrflow-signature': createHmac('sha256', secret).update(body).digest('hex'),
      connection: 'close',
    };
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
    } catch {
      // Nobody took it. HrFlow's client isn't told of that either.
    }
  }
}
