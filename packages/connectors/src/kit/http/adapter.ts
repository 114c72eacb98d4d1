import { AxiosHeaders, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { Exchange } from './exchange.js';
import { Multipart } from './multipart.js';

/** Shared by all answers; see {@link axiosOver}. Never written to. */
const NO_HEADERS = new AxiosHeaders();

/**
 * Lets axios send over an undici dispatcher. axios' own adapter costs about twice the processor time
 * of this one: it wraps each request in agents, redirects and streams that an API client has no use for.
 *
 * The answer is handed over as it came in `request`, because copying its headers into axios' own class
 * would cost more than everything else axios does.
 *
 * @param headers sent with every request, name and value in turn
 */
export function axiosOver(dispatcher: () => Dispatcher, headers: readonly string[]): AxiosAdapter {
  const plain = [...headers];
  const withJson = [...headers, 'content-type', 'application/json'];
  return async (
    config: InternalAxiosRequestConfig<string | Multipart | undefined>,
  ): Promise<AxiosResponse<Buffer>> => {
    const { data } = config;
    const form = data instanceof Multipart ? data : undefined;
    const answer = await Exchange.run(
      dispatcher(),
      {
        path: config.url ?? '/',
        method: (config.method ?? 'get').toUpperCase(),
        headers: form ? [...headers, 'content-type', form.type] : typeof data === 'string' ? withJson : plain,
        body: form?.bytes ?? (data as string | undefined),
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
