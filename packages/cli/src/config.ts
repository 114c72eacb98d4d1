import { KnownSecrets } from '@hrflow-sync/connectors';
import { addEnvironmentSecrets, DEFAULT_PREFIX, LOG_LEVELS, parseRedisUrl } from '@hrflow-sync/core';
import { WorkerConfig } from '@hrflow-sync/worker';
import { z } from 'zod';
import { DashboardConfig } from './dashboard-config.js';

const port = (fallback: number) =>
  z.coerce.number('expected a port number').int().min(0).max(65_535).default(fallback);

/** Everything `hrflow-sync` reads from the environment. docs/configuration.md explains each. */
export const CliConfig = z.object({
  /** Without it a private Redis is started below DATA_DIR. */
  REDIS_URL: z.string().optional(),
  /** Certificates in PEM, usually in the files that `REDIS_TLS_CA_FILE` and so on name. */
  REDIS_TLS_CA: z.string().optional(),
  REDIS_TLS_CERT: z.string().optional(),
  REDIS_TLS_KEY: z.string().optional(),
  REDIS_TLS_SERVERNAME: z.string().optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^\{[^{}:*?[\]\\\s]+\}$/, 'expected a name in braces, e.g. {hrflow-sync}')
    .default(DEFAULT_PREFIX),
  WORKFLOWS_DIR: z.string().default('workflows'),
  DATA_DIR: z.string().default('.hrflow-sync'),
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  /** Address to listen on. */
  HOST: z.string().optional(),
  /** Of the dashboard. */
  PORT: port(3000),
  /** Of health and metrics of a worker or scheduler that runs alone. */
  METRICS_PORT: port(9464),
  /** Of the HTTP API. */
  API_PORT: port(3001),
  /** Tokens that open the HTTP API, separated by commas or spaces; without one there is no API. */
  API_TOKENS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .default([]),
  ...DashboardConfig.shape,
  /** Traces of a worker's work. */
  OTEL_TRACES: z.enum(['on', 'off']).default('off'),
  OTEL_SERVICE_NAME: z.string().default('hrflow-sync'),
  /** Share of the runs that are traced. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number('expected a number from 0 to 1').min(0).max(1).default(1),
  ...WorkerConfig.shape,
});
export type CliConfig = z.output<typeof CliConfig>;

/**
 * What no log line, failure or answer may show, as far as settings and environment tell.
 * @throws UserError `redis_url_invalid`
 */
export function knownSecrets(config: CliConfig, environment: NodeJS.ProcessEnv): KnownSecrets {
  const { REDIS_URL, REDIS_TLS_KEY, API_TOKENS, DASHBOARD_PASSWORD, DASHBOARD_OIDC_CLIENT_SECRET } = config;
  const redisPassword = REDIS_URL === undefined ? undefined : parseRedisUrl(REDIS_URL).password;
  const secrets = new KnownSecrets();
  secrets.add([
    redisPassword,
    REDIS_TLS_KEY,
    ...API_TOKENS,
    DASHBOARD_PASSWORD,
    DASHBOARD_OIDC_CLIENT_SECRET,
  ]);
  addEnvironmentSecrets(secrets, environment);
  return secrets;
}
