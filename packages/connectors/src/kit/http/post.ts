import { ConfigurationError } from '../errors.js';
import { Exchange } from './exchange.js';
import { errorForNetwork, networkCode } from './network.js';
import { agentFor } from './pool.js';
import { isLoopback, isPrivateAddress, publicLookup } from './private-address.js';
import { errorForStatus } from './recovery.js';

/** A time limit that a chat service keeps on its worst day. */
const TIMEOUT_MS = 15_000;
/** Nobody reads the answer. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** How receivers are named in messages: their address may be a secret. */
const RECEIVER = { provider: 'receiver', name: 'The receiver of notifications' };

export interface PostOptions {
  /** Lets it be an address inside our network, and plain http. */
  readonly allowPrivateAddress: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Posts JSON to an address somebody configured, without credentials. The address itself may be one (Slack's is), so
 * no message and no detail holds more of it than the host. Redirects are not followed.
 * @throws {@link ConfigurationError} `receiver_url_invalid` or `receiver_address_private`
 * @throws {@link SyncError} for every answer that is not 2xx, and when none came
 */
export async function postJson(address: string, body: unknown, options: PostOptions): Promise<void> {
  const url = receiverOf(address, options.allowPrivateAddress);
  const detail = `POST ${url.origin}`;
  const agent = agentFor(options.allowPrivateAddress ? undefined : publicLookup);
  const request = {
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', ...options.headers },
    body: JSON.stringify(body),
  };
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, signal: options.signal };
  const answer = await Exchange.run(agent, request, limits).catch((error: unknown) => {
    if (networkCode(error) === 'ERR_PRIVATE_ADDRESS') throw privateAddress(detail);
    throw errorForNetwork(RECEIVER, error, detail);
  });
  if (answer.status >= 200 && answer.status < 300) return;
  // What it says is not quoted: an echo of the request would hold its address.
  const failure = { status: answer.status, headers: answer.headers, body: undefined };
  throw errorForStatus(RECEIVER, { ...failure, detail: `${detail}: ${answer.status}` }, Date.now());
}

function receiverOf(address: string, allowPrivateAddress: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const usable = allowPrivateAddress ? /^https?:$/ : /^https:$/;
  if (!url || !usable.test(url.protocol) || url.username || url.password) {
    throw new ConfigurationError(
      `notify.url is no address to post to. Write https://…${allowPrivateAddress ? ' or http://…' : ''}, without user and password.`,
      { code: 'receiver_url_invalid', path: 'notify.url' },
    );
  }
  if (!allowPrivateAddress && (isLoopback(url.hostname) || isPrivateAddress(url.hostname))) {
    throw privateAddress(`POST ${url.origin}`);
  }
  return url;
}

function privateAddress(detail: string): ConfigurationError {
  return new ConfigurationError(
    'notify.url leads to an address inside a private network. If it is meant to, set notify.allowPrivateAddress.',
    { code: 'receiver_address_private', path: 'notify.url', detail },
  );
}
