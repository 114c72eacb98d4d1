import type { Host, ProviderApi } from '../api.js';
import { ConfigurationError } from '../errors.js';
import type { HttpRequest } from './client.js';

/** Where requests go: an origin, and what stands before each path. */
export interface Base {
  readonly origin: string;
  readonly hostname: string;
  /** `/greenhouse/v1/`: prefix of an override and version, with slashes at both ends. */
  readonly path: string;
}

/**
 * The API's base, or what the host replaces it with. The replacement stands for scheme and host and
 * may end in a path prefix; the version follows it.
 * @throws {@link ConfigurationError} `base_url_invalid`
 */
export function baseOf(api: ProviderApi<never>, host: Host): Base {
  const override = host.baseUrls?.[api.baseUrlVariable];
  const url = parseBase(override ?? api.baseUrl, api.baseUrlVariable);
  const segments = [...url.pathname.split('/'), ...api.version.split('/')].filter(Boolean);
  return {
    origin: url.origin,
    hostname: url.hostname,
    path: segments.length === 0 ? '/' : `/${segments.join('/')}/`,
  };
}

function parseBase(text: string, variable: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search) {
    throw new ConfigurationError(
      `${variable} is not a base URL. Write scheme and host, such as https://api.example.com, without user, password or query.`,
      { code: 'base_url_invalid', path: variable },
    );
  }
  return url;
}

type Query = HttpRequest['query'];

/** `?a=1&b=true`, or nothing. Left-out values are not sent. */
export function queryString(query: Query, more?: Readonly<Record<string, string>>): string {
  const text = [serialize(query), serialize(more)].filter(Boolean).join('&');
  return text === '' ? '' : `?${text}`;
}

function serialize(query: Query): string {
  if (query === undefined) return '';
  if (typeof query === 'string') return query.replace(/^\?/, '');
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value === undefined || value === null) continue;
    text += `${text === '' ? '' : '&'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  }
  return text;
}
