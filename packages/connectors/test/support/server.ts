import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'mocha';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What to answer: a status with a body, or a function that does as it likes with the response. */
export type Reply =
  | { status?: number; headers?: Record<string, string | string[]>; json?: unknown; text?: string }
  | ((response: ServerResponse) => void);

export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  /** Replaces what is answered from now on. */
  answer: (request: Received) => Reply;
}

const servers = new Set<Server>();

/** A real HTTP server on loopback that answers as a test says. Closed after the test. */
export async function serve(answer: TestServer['answer'] = () => ({ json: {} })): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://local');
      const entry: Received = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        text: Buffer.concat(chunks).toString('latin1'),
      };
      received.push(entry);
      send(response, handle.answer(entry));
    });
  });
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const handle: TestServer = { url: `http://127.0.0.1:${port}`, received, answer };
  return handle;
}

function send(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') return reply(response);
  const { status = 200, headers = {}, json, text } = reply;
  response.writeHead(status, {
    'content-type': text === undefined ? 'application/json' : 'text/html',
    ...headers,
  });
  response.end(text ?? JSON.stringify(json));
}

export async function closeServers(): Promise<void> {
  const closing = [...servers].map((server) => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  servers.clear();
  await Promise.all(closing);
}

/** Registers what a test leaves behind no trace by: no open server, no open connection. */
export function cleanUp(closeConnections: () => Promise<void>): void {
  afterEach(async () => {
    await closeConnections();
    await closeServers();
  });
}
