import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PLAIN_HEADERS } from './security-headers.js';

/**
 * Answers what is no HTTP, too long or too slow, in Node's stead: with the same headers as every other answer, and
 * nothing else. Then the connection is closed.
 */
export function refuseBrokenRequests(server: Server): void {
  const answers = new WeakMap<Socket, ServerResponse>();
  server.on('request', ({ socket }, response) => void answers.set(socket, response));
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    response.writeHead(417, { Connection: 'close', ...PLAIN_HEADERS }).end();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const answer = answers.get(socket);
    const isAnswering = answer?.headersSent === true && !answer.writableFinished;
    if (!socket.writable || isAnswering || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(refusal(error.code), () => socket.destroy());
  });
}

function refusal(code: string | undefined): string {
  const headers = { Connection: 'close', 'Content-Length': '0', ...PLAIN_HEADERS };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${statusOf(code)}\r\n${lines.join('')}\r\n`;
}

function statusOf(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return '413 Payload Too Large';
  return '400 Bad Request';
}
