import { segment } from '../kit/http/address.js';
import type { HttpClient } from '../kit/http/client.js';

/** A path below the account's company; what comes from outside can't leave its segment. */
export function companyPath(client: HttpClient, ...segments: readonly string[]): string {
  return pathOf('company', client.settings['company_id'] ?? '', ...segments);
}

/** A path below the API itself. */
export function pathOf(...segments: readonly string[]): string {
  return segments.map(segment).join('/');
}
