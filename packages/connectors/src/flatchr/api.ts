import { z } from 'zod';
import type { HttpFailure, ProviderApi } from '../kit/api.js';
import { ConfigurationError, type SyncError } from '../kit/errors.js';

/** As hrflow-connectors spells them, with its one trailing slash. */
const PRODUCTION = 'https://api.flatchr.io/';
const DEMO = 'https://api.demo.flatchr.io';

/** Names, defaults and descriptions are those of hrflow-connectors. */
export const FlatchrCredentials = z.strictObject({
  api_key: z.string().min(1).describe('The API key to authenticate with the Flatchr API'),
  company_id: z
    .string()
    .regex(/^[\w-]+$/, 'expected the key under Configuration > Keys, such as Wy3EOp2NP3p1KMq8')
    .describe('The ID of the company to authenticate with'),
  env_base_url: z.enum([DEMO, PRODUCTION]).default(PRODUCTION).describe('The base URL of the Flatchr API'),
});
/** As a workflow writes them: without `env_base_url` they are production's. */
export type FlatchrCredentials = z.input<typeof FlatchrCredentials>;

/** Sources: developers.flatchr.io, FlatchrDocs "Getting started" (Bearer, HTTPS only; no version in the path). */
const common = {
  provider: 'flatchr',
  name: 'Flatchr',
  credentialsPath: 'connectorAuth.api_key',
  baseUrlVariable: 'FLATCHR_API_URL',
  version: '',
  settings: ({ company_id }: FlatchrCredentials) => ({ company_id }),
  statusOf,
  interpret,
};

/**
 * The Flatchr API, of production or of the demo environment as `env_base_url` says. No limit is published
 * but the one of {@link flatchrFilesApi}.
 */
export const flatchrApi: ProviderApi<FlatchrCredentials> = byEnvironment(PRODUCTION, DEMO, {
  ...common,
  authenticate: ({ api_key }) => ({ headers: { authorization: `Bearer ${api_key}` } }),
  // A search or a list of vacancies comes whole, however long it is.
  timeoutMs: 120_000,
  maxBodyBytes: 64 * 1024 * 1024,
});

/**
 * The route that gives CVs. It has a limit of its own, one request per second and company, and its page
 * documents the key as `token` in the query, where our logs never look.
 * Source: developers.flatchr.io, "Récupérer le CV d'un candidat".
 */
export const flatchrFilesApi: ProviderApi<FlatchrCredentials> = byEnvironment(PRODUCTION, DEMO, {
  ...common,
  provider: 'flatchr_files',
  authenticate: ({ api_key }) => ({ query: { token: api_key } }),
  rateLimit: { requests: 1, perMs: 1_000 },
});

/**
 * Where candidates are created. The key is `token` in the body: the French page lists it, the English one
 * has lost it. That the demo environment has a careers host of the same name is a guess [unverified]; what
 * matters is that nothing of the demo environment ever reaches production.
 * Source: developers.flatchr.io, "Créer un candidat".
 */
export const flatchrCareersApi: ProviderApi<FlatchrCredentials> = byEnvironment(
  'https://careers.flatchr.io',
  'https://careers.demo.flatchr.io',
  {
    ...common,
    provider: 'flatchr_careers',
    baseUrlVariable: 'FLATCHR_CAREERS_URL',
    authenticate: ({ api_key }) => ({ json: { token: api_key } }),
    // Flatchr stores a CV, or fetches it first, before it answers.
    timeoutMs: 60_000,
  },
);

function byEnvironment(
  production: string,
  demo: string,
  api: Omit<ProviderApi<FlatchrCredentials>, 'baseUrl'>,
): ProviderApi<FlatchrCredentials> {
  const at = (url: string) => ({ ...api, baseUrl: url.replace(/\/$/, '') });
  const [ofProduction, ofDemo] = [at(production), at(demo)];
  return {
    ...ofProduction,
    forCredentials: ({ env_base_url }) => (env_base_url === DEMO ? ofDemo : ofProduction),
  };
}

/**
 * Some answers repeat the status in their body (`{"statusCode":200,"message":…}`); the careers host has a
 * `status` there, a number or a word [unverified which]. An applicant's or vacancy's `status` is far below 400.
 */
function statusOf(status: number, body: unknown): number {
  const said = typeof body === 'object' && body !== null ? body : {};
  const { statusCode, status: repeated } = said as { statusCode?: unknown; status?: unknown };
  const code = [statusCode, repeated].find((value) => typeof value === 'number' && value >= 400);
  return status < 400 && typeof code === 'number' && code < 600 ? code : status;
}

/** A key lives 365 days and then stops by itself (developers.flatchr.io, "Récupérer le CV d'un candidat"). */
function interpret({ status, detail }: HttpFailure): SyncError | undefined {
  if (status !== 401) return undefined;
  return new ConfigurationError(
    'Flatchr refused the API key (401). A key stops working after 365 days, and one of the demo environment works ' +
      'only there. Check connectorAuth.api_key and connectorAuth.env_base_url.',
    { code: 'unauthorized', path: 'connectorAuth.api_key', detail },
  );
}
