import { connectRedis, redisWriteCheck, startHttpServer, type HttpServer } from '@hrflow-sync/core';
import type { Deployment } from '../deployment.js';

/** Health and metrics of a process that has no dashboard to serve them. */
export async function startMetricsEndpoint(deployment: Deployment): Promise<HttpServer> {
  const { redisUrl, prefix, registry, events, secrets, config } = deployment;
  const onError = (error: unknown): void =>
    void events.emit('process.error', { component: 'metrics', error: error as Error });
  const connection = connectRedis(redisUrl, { role: 'worker', name: 'hrflow-sync:metrics', onError });
  const server = await startHttpServer({
    registry,
    secrets,
    checks: { redis: redisWriteCheck(connection, prefix) },
    port: config.METRICS_PORT,
    host: config.HOST,
    portVariable: 'METRICS_PORT',
    onError,
  }).catch((error: unknown) => {
    connection.disconnect();
    throw error;
  });
  return {
    ...server,
    async close() {
      await server.close();
      connection.disconnect();
    },
  };
}
