import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveFile } from '../files/files.js';
import { json, type Answer } from './answer.js';
import type { Api } from './api.js';
import { Call } from './call.js';
import type { Gateway } from './gateway.js';
import { send } from './send.js';

const HOST = '127.0.0.1';

/** Longer than clients keep idle connections: a connection closed by us just as it is reused is no test. */
const KEEP_ALIVE_MS = 120_000;

/** What the server leads to; everything it needs is known only once the port is. */
export interface Routes {
  readonly gateway: Gateway;
  readonly apis: readonly Api[];
  control(method: string, path: string, query: URLSearchParams, body: unknown): Answer;
}

/** One HTTP server on loopback for all doubles. */
export class SandboxServer {
  readonly #server: Server;
  #routes: Routes | undefined;

  constructor() {
    // Fixed time-outs would break connections that a stalled answer keeps open on purpose.
    this.#server = createServer(
      { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 },
      (request, response) => {
        void this.#serve(request, response);
      },
    );
  }

  /** @returns the base URL, e.g. `http://127.0.0.1:4010` */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, HOST, resolve);
    });
    return `http://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  open(routes: Routes): void {
    this.#routes = routes;
  }

  /** Ends every connection, also those that are waiting for an answer. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      if (response.destroyed || (error instanceof Error && error.name === 'AbortError')) return;
      // A mistake of the double's must look like nothing a real system says.
      const body = `sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      send(response, { status: 500, contentType: 'text/plain', body });
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method = 'GET' } = request;
    const body = method === 'GET' ? undefined : await bodyOf(request);
    const routes = this.#routes;
    const api = routes?.apis.find(({ base }) => url.startsWith(base));
    if (routes && api) {
      const [path = '', ...search] = url.slice(api.base.length).split('?');
      const query = search.length === 0 ? '' : `?${search.join('?')}`;
      const call = new Call(api.name, method, decodePath(path), query, request.headers, body, path);
      await routes.gateway.pass(api, call, response);
      return;
    }
    const { pathname, searchParams } = new URL(url, `http://${HOST}`);
    if (pathname.startsWith('/files/')) {
      send(response, serveFile(request, pathname.slice('/files/'.length), searchParams));
    } else if (routes && /^\/sandbox(\/|$)/.test(pathname)) {
      const value = body && body.length > 0 ? (JSON.parse(body.toString()) as unknown) : undefined;
      send(response, routes.control(method, pathname.slice('/sandbox/'.length), searchParams, value));
    } else {
      send(response, json(404, { message: 'Not found' }));
    }
  }
}

function decodePath(path: string): string {
  return path.includes('%') ? decodeURIComponent(path) : path;
}

/** By events: reading a request as an async iterable costs several times as much. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', reject);
  });
}
