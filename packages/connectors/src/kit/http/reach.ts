import type { Host, ProviderApi } from '../api.js';
import { baseOf } from './address.js';
import { Exchange } from './exchange.js';
import { errorForNetwork } from './network.js';
import { poolFor } from './pool.js';

/** Somebody waits for it. */
const TIMEOUT_MS = 10_000;
/** Whatever is there to read, nobody reads it. */
const MAX_BYTES = 1024 * 1024;

/** An API that answered, in whatever way. */
export interface Reached {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly status: number;
}

/**
 * Asks an API's base for anything at all, without credentials: any answer shows that it can be reached.
 * @throws SyncError where none came, and `base_url_invalid`
 */
export async function reach(api: ProviderApi<never>, host: Host = {}): Promise<Reached> {
  const { origin, path } = baseOf(api, host);
  try {
    const { status } = await Exchange.run(
      poolFor(origin, host.maxConnections),
      { method: 'GET', path, headers: { accept: 'application/json' } },
      { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, signal: host.signal },
    );
    return { origin, status };
  } catch (error) {
    throw errorForNetwork(api, error, `GET ${path}`);
  }
}
