import type { Host, ProviderApi } from '../api.js';
import { ConfigurationError, RejectedItemError } from '../errors.js';
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

/** What RFC 3986, 3.3 lets a path be made of: no `?`, `#`, `\`, space or control character. */
const PATH = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*$/i;

/**
 * Where a request goes: below the base, and nowhere else. Paths are made of parameters and of ids that come from
 * outside, and each connector encodes them; this is the last look at what came out. Servers and proxies take `..`
 * away together with what stands before it, some of them after decoding.
 * @throws {@link RejectedItemError} `address_refused`
 */
export function pathBelow(base: Base, path: string): string {
  if (PATH.test(path) && !hasDots(path)) return base.path + path;
  throw addressRefused(path);
}

/**
 * A value as one segment of a path: its slashes are written `%2F`.
 * @throws {@link RejectedItemError} `address_refused` for what can't be one whatever one writes
 */
export function segment(value: string): string {
  if (value === '' || /[\p{Surrogate}\p{Cc}]/u.test(value)) throw addressRefused(value);
  const text = encodeURIComponent(value);
  if (hasDots(text)) throw addressRefused(value);
  return text;
}

function hasDots(path: string): boolean {
  if (!path.includes('.') && !/%2e/i.test(path)) return false;
  return path.split(/\/|\\|%2f|%5c/i).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}

function addressRefused(path: string): RejectedItemError {
  return new RejectedItemError(
    'An id or a parameter can not be a part of an address: it is empty, has control characters or half a character, or "." or ".." between slashes. Nothing was sent.',
    { code: 'address_refused', detail: JSON.stringify(path) },
  );
}

/**
 * `?a=1&b=true`, or nothing. Left-out values are not sent.
 * @throws {@link RejectedItemError} `address_refused`
 */
export function queryString(query: Query, more?: Readonly<Record<string, string>>): string {
  const text = [serialize(query), serialize(more)].filter(Boolean).join('&');
  if (!QUERY.test(text)) throw addressRefused('?');
  return text === '' ? '' : `?${text}`;
}

/** A query that a provider named is sent as it came; but no control character, nor the start of a fragment. */
const QUERY = /^[^\p{Cc}#\p{Surrogate}]*$/u;

function serialize(query: Query): string {
  if (query === undefined) return '';
  if (typeof query === 'string') return query.replace(/^\?/, '');
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value === undefined || value === null) continue;
    text += `${text === '' ? '' : '&'}${encoded(name)}=${encoded(value)}`;
  }
  return text;
}

function encoded(value: string | number | boolean): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // Half a character has no UTF-8.
    throw addressRefused('?');
  }
}
