import { connectRedis, type HttpServer } from '@hrflow-sync/core';
import { startApi } from '@hrflow-sync/scheduler';
import type { Deployment } from '../deployment.js';
import { VERSION } from '../version.js';

/** Webhooks, where a workflow has one, and the HTTP API, where somebody has a token for it. */
export async function startApiRole(deployment: Deployment): Promise<HttpServer | undefined> {
  const { redis, prefix, workflows, events, logger, config, environment, secrets } = deployment;
  const hooks = [...workflows.values()].filter(({ webhook }) => webhook).map(({ id }) => `/hooks/${id}`);
  if (config.API_TOKENS.length === 0 && hooks.length === 0) {
    logger.info('no HTTP API: API_TOKENS is not set');
    return undefined;
  }
  const onError = (error: unknown): void =>
    void events.emit('process.error', { component: 'api', error: error as Error });
  const connection = connectRedis(redis, { role: 'worker', name: 'hrflow-sync:api', onError });
  const server = await startApi({
    connection,
    prefix,
    workflows: () => workflows,
    environment,
    events,
    secrets,
    tokens: config.API_TOKENS,
    version: VERSION,
    port: config.API_PORT,
    host: config.HOST,
    onError,
  }).catch((error: unknown) => {
    connection.disconnect();
    throw error;
  });
  logger.info(
    { url: server.url, hooks },
    `HTTP API and webhooks on ${server.url}, reference on ${server.url}/api/docs`,
  );
  return {
    ...server,
    async close() {
      await server.close();
      connection.disconnect();
    },
  };
}
