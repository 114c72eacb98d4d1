import type { Dispatcher } from 'undici';

/** Why an exchange was broken off on our side. */
export type BreakOff = 'ERR_DEADLINE' | 'ERR_TOO_LARGE' | 'ERR_STOPPED';

/** An exchange that we, not the network, ended early. */
class BrokenOffError extends Error {
  constructor(readonly code: BreakOff) {
    super(`exchange broken off: ${code}`);
    this.name = 'BrokenOffError';
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
}

export interface ExchangeLimits {
  /** For the whole exchange, queueing for a connection included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

type IncomingHeaders = Record<string, string | string[] | undefined>;

/**
 * One request and its answer over an undici dispatcher. It reads the body itself, so that no stream is
 * built for each answer: that halves the cost of a small exchange.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private ended: Error | true | undefined;
  private status = 0;
  private headers: IncomingHeaders = {};
  private chunks: Buffer[] = [];
  private size = 0;
  private readonly timer: NodeJS.Timeout;

  /** @throws {@link BrokenOffError}, or whatever undici and Node report about the connection */
  static run(
    dispatcher: Dispatcher,
    options: Dispatcher.DispatchOptions,
    limits: ExchangeLimits,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(limits, resolve, reject);
      if (exchange.ended === undefined) dispatcher.dispatch(options, exchange);
    });
  }

  private constructor(
    private readonly limits: ExchangeLimits,
    private readonly resolve: (answer: Answer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => this.breakOff('ERR_DEADLINE'), limits.timeoutMs);
    if (limits.signal?.aborted) this.breakOff('ERR_STOPPED');
    else limits.signal?.addEventListener('abort', this.onStop);
  }

  private readonly onStop = (): void => this.breakOff('ERR_STOPPED');

  /** Rejects at once, even when the request still waits for a connection that may never open. */
  private breakOff(code: BreakOff): void {
    const error = new BrokenOffError(code);
    this.fail(error);
    this.controller?.abort(error);
  }

  private fail(error: Error): void {
    if (this.ended !== undefined) return;
    this.ended = error;
    this.release();
    this.reject(error);
  }

  private release(): void {
    clearTimeout(this.timer);
    this.limits.signal?.removeEventListener('abort', this.onStop);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.ended instanceof Error) controller.abort(this.ended);
    else this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHeaders,
  ): void {
    if (status < 200) return; // "100 Continue" and the like announce an answer, they are none
    this.status = status;
    this.headers = headers;
    if (Number(headers['content-length']) > this.limits.maxBytes) this.breakOff('ERR_TOO_LARGE');
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limits.maxBytes) this.breakOff('ERR_TOO_LARGE');
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.ended !== undefined) return;
    this.ended = true;
    this.release();
    const bytes = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: joined(this.headers), bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }
}

/** A header sent several times is one list (RFC 9110, 5.3). */
function joined(headers: IncomingHeaders): Record<string, string | undefined> {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as Record<string, string | undefined>;
}
