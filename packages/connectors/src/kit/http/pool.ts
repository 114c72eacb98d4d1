import { Agent, Pool, type Dispatcher } from 'undici';

/** Connections to one origin. Above this, requests wait their turn in the pool. */
const DEFAULT_CONNECTIONS = 128;
/** Files are large; a few connections keep the memory for their bodies in bounds. */
const FILE_CONNECTIONS = 16;
/** Time to open a connection, in milliseconds. The whole request has its own, longer deadline. */
const CONNECT_TIMEOUT_MS = 10_000;

/** An exchange has one deadline of its own; undici's timers for headers and body would only add cost. */
const OWN_DEADLINE = { headersTimeout: 0, bodyTimeout: 0 } as const;

/** Replaces how a host name is resolved for a connection. */
export type Lookup = (hostname: string, options: never, callback: never) => void;

const open = new Map<unknown, Dispatcher>();

/** The pool of keep-alive connections to `origin`, shared by every client in the process. */
export function poolFor(origin: string, connections = DEFAULT_CONNECTIONS): Dispatcher {
  return shared(`${origin} ${connections}`, () => {
    const connect = { timeout: CONNECT_TIMEOUT_MS };
    return new Pool(origin, { ...OWN_DEADLINE, connections, pipelining: 1, connect });
  });
}

/** Connections to file hosts, shared by all downloads that resolve names in the same way. */
export function agentFor(lookup: Lookup | undefined): Dispatcher {
  return shared(lookup, () => {
    const connect = { timeout: CONNECT_TIMEOUT_MS, ...(lookup && { lookup }) };
    return new Agent({ ...OWN_DEADLINE, connections: FILE_CONNECTIONS, connect });
  });
}

function shared(key: unknown, create: () => Dispatcher): Dispatcher {
  let dispatcher = open.get(key);
  if (dispatcher === undefined) open.set(key, (dispatcher = create()));
  return dispatcher;
}

/**
 * Closes every connection of this package. Requests still in flight fail as retryable. A client used
 * afterwards opens new ones.
 */
export async function closeConnections(): Promise<void> {
  const closing = [...open.values()];
  open.clear();
  await Promise.all(closing.map((dispatcher) => dispatcher.destroy()));
}
