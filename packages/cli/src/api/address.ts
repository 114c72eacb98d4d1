import { UserError } from '@hrflow-sync/core/errors';
import type { ApiAddress } from './client.js';

/** Where a scheduler on this machine serves it. */
const USUAL_URL = 'http://127.0.0.1:3001';

/**
 * The API's address, of `--url` or API_URL, and the token, of API_TOKEN: an option could be seen by whoever lists
 * processes.
 * @throws UserError `api_token_missing`, `api_url_invalid`
 */
export function apiAddress(environment: NodeJS.ProcessEnv, url: string | undefined): ApiAddress {
  const given = url ?? (environment['API_URL'] || USUAL_URL);
  const parsed = URL.canParse(given) ? new URL(given) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new UserError(`"${given}" is no address of an API: write it such as ${USUAL_URL}.`, {
      code: 'api_url_invalid',
      path: url === undefined ? 'API_URL' : '--url',
    });
  }
  const token = environment['API_TOKEN'];
  if (!token) {
    throw new UserError("API_TOKEN is not set. Set it to one of the scheduler's API_TOKENS.", {
      code: 'api_token_missing',
      path: 'API_TOKEN',
    });
  }
  // People copy it from the browser, too.
  return { url: `${parsed.origin}${parsed.pathname}`.replace(/\/+(api\/*)?$/, ''), token };
}
