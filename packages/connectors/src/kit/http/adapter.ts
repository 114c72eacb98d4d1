import { AxiosHeaders, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { Exchange } from './exchange.js';
import type { Outgoing } from './outgoing.js';

/** Shared by all answers; see {@link axiosOver}. Never written to. */
const NO_HEADERS = new AxiosHeaders();

/**
 * Lets axios send over an undici dispatcher. axios' own adapter costs about twice the processor time
 * of this one: it wraps each request in agents, redirects and streams that an API client has no use for.
 * Headers travel with the body in {@link Outgoing} for the same reason.
 *
 * The answer is handed over as it came in `request`, because copying its headers into axios' own class
 * would cost more than everything else axios does.
 */
export function axiosOver(dispatcher: () => Dispatcher): AxiosAdapter {
  return async (config: InternalAxiosRequestConfig<Outgoing>): Promise<AxiosResponse<Buffer>> => {
    const answer = await Exchange.run(
      dispatcher(),
      {
        path: config.url ?? '/',
        method: (config.method ?? 'get').toUpperCase(),
        headers: config.data?.headers,
        body: config.data?.body,
      },
      {
        timeoutMs: config.timeout ?? 0,
        maxBytes: config.maxContentLength ?? Infinity,
        signal: config.signal as AbortSignal | undefined,
      },
    );
    return {
      status: answer.status,
      statusText: '',
      data: answer.bytes,
      headers: NO_HEADERS,
      config,
      request: answer,
    };
  };
}
