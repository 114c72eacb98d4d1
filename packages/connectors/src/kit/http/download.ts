import type { Host } from '../api.js';
import { RejectedItemError } from '../errors.js';
import type { Download, DownloadLimits } from './client.js';
import { Exchange, type Answer } from './exchange.js';
import { errorForNetwork, networkCode } from './network.js';
import { agentFor } from './pool.js';
import { isLoopback, isPrivateAddress, publicLookup } from './private-address.js';
import { errorForStatus, ruleFor } from './recovery.js';

const MAX_REDIRECTS = 3;

/** How file hosts are named in messages. */
const FILE_HOST = { provider: 'file_host', name: 'The file host' };

/**
 * Fetches a file that an item links to. Such a URL is data from outside, so: no credentials, https
 * only, at most three redirects, and no address inside our network, checked on the connection itself.
 *
 * Hosts named in {@link Host.baseUrls} are the operator's own choice and exempt, so that test doubles
 * and proxies can serve files over plain http; an override to this machine exempts all its names.
 *
 * @throws {@link RejectedItemError} `file_unavailable` for 4xx answers: a signed link (Greenhouse's live
 *   for 7 days) that has expired never works again, but the next read of the item brings a new one;
 *   `file_url_refused` for a URL that may not be fetched; `response_too_large`
 * @throws {@link RetryableError} when the host fails or can't be reached
 */
export async function download(url: string, limits: DownloadLimits, host: Host = {}): Promise<Download> {
  const trusts = trustOf(host);
  const deadline = performance.now() + limits.timeoutMs;
  let current = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const target = allowed(current, trusts);
    const timeoutMs = Math.max(1, deadline - performance.now());
    const answer = await fetchFrom(target, trusts(target.hostname), { ...limits, timeoutMs }, host);
    if (answer.status >= 200 && answer.status < 300) {
      return { bytes: answer.bytes, contentType: answer.headers['content-type'] };
    }
    const location = answer.headers['location'];
    if (answer.status < 300 || answer.status > 399 || location === undefined) {
      throw failed(target, answer, host);
    }
    current = URL.canParse(location, target.href) ? new URL(location, target.href).href : location;
  }
  throw refused('The file host redirects too often.');
}

type Trust = (hostname: string) => boolean;

function trustOf(host: Host): Trust {
  const hosts = Object.values(host.baseUrls ?? {}).flatMap((base) =>
    base !== undefined && URL.canParse(base) ? [new URL(base).hostname] : [],
  );
  const local = hosts.some(isLoopback);
  return (hostname) => hosts.includes(hostname) || (local && isLoopback(hostname));
}

function allowed(text: string, trusts: Trust): URL {
  if (!URL.canParse(text)) throw refused('The item links to a file by something that is not a URL.');
  const url = new URL(text);
  if (trusts(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== 'https:') throw refused('The item links to a file without https.');
  if (isLoopback(url.hostname) || isPrivateAddress(url.hostname)) {
    throw refused('The item links to a file inside a private network.');
  }
  return url;
}

function refused(message: string): RejectedItemError {
  return new RejectedItemError(`${message} It is not fetched.`, { code: 'file_url_refused' });
}

async function fetchFrom(url: URL, trusted: boolean, limits: DownloadLimits, host: Host): Promise<Answer> {
  const options = { origin: url.origin, path: url.pathname + url.search, method: 'GET' as const };
  try {
    return await Exchange.run(agentFor(trusted ? undefined : publicLookup), options, {
      ...limits,
      signal: host.signal,
    });
  } catch (error) {
    if (networkCode(error) === 'ERR_PRIVATE_ADDRESS') {
      throw refused('The item links to a file inside a private network.');
    }
    // The path of a signed URL can be its secret, so the detail names the host alone.
    throw errorForNetwork(FILE_HOST, error, `GET ${url.origin}`);
  }
}

function failed(url: URL, { status, headers }: Answer, host: Host): Error {
  const detail = `GET ${url.origin}: ${status}`;
  const { recovery } = ruleFor(status);
  if (recovery === 'retry' || recovery === 'wait') {
    const now = host.now?.() ?? Date.now();
    return errorForStatus(FILE_HOST, { status, headers, body: undefined, detail }, now);
  }
  return new RejectedItemError(
    `The file host refuses the file (${status}). Its link has most likely expired; the next read of the item brings a new one.`,
    { code: 'file_unavailable', detail },
  );
}
