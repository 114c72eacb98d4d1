import { z } from 'zod';
import type { ProviderApi } from '../kit/api.js';

export const GreenhouseCredentials = z.strictObject({
  auth: z.string().min(1).describe('XAPIKeyAuth'),
});
export type GreenhouseCredentials = z.output<typeof GreenhouseCredentials>;

/**
 * Greenhouse Harvest v1.
 *
 * Sources: Harvest v1 docs, "Authentication" (Basic, the key is the user name, empty password) and
 * "Throttling" (50 requests per 10 seconds in `X-RateLimit-Limit`; 429 with `Retry-After` in seconds
 * and `X-RateLimit-Reset` as a timestamp).
 */
export const greenhouseApi: ProviderApi<GreenhouseCredentials> = {
  provider: 'greenhouse',
  name: 'Greenhouse',
  credentialsPath: 'connectorAuth.auth',
  baseUrl: 'https://harvest.greenhouse.io',
  baseUrlVariable: 'GREENHOUSE_API_URL',
  version: 'v1',
  authenticate: ({ auth }) => ({
    headers: { authorization: `Basic ${Buffer.from(`${auth}:`).toString('base64')}` },
  }),
  rateLimit: { requests: 50, perMs: 10_000 },
  timeoutMs: 60_000,
};
