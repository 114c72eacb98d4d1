import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

/** Sends a whole answer. */
export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer, Buffer.byteLength(answer.body)));
  response.end(answer.body);
}

/**
 * Sends the first half of an answer. `truncate` promises all of it and hangs up; `malformed` is a correct
 * HTTP answer around half a JSON document.
 */
export function sendCut(response: ServerResponse, answer: Answer, how: 'truncate' | 'malformed'): void {
  const whole = Buffer.from(answer.body as string);
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  if (how === 'malformed') {
    send(response, { ...answer, body: half });
    return;
  }
  response.writeHead(answer.status, headersOf(answer, whole.length));
  response.write(half, () => response.socket?.destroy());
}

function headersOf(answer: Answer, length: number): Record<string, string | number> {
  return {
    'Content-Type': answer.contentType ?? 'application/json',
    'Content-Length': length,
    ...answer.headers,
  };
}
