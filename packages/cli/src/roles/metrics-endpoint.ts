import { startHttpServer, type HttpServer } from '@hrflow-sync/core';
import type { Deployment } from '../deployment.js';
import type { Observation } from './observation.js';

/** Health and metrics of a process that has no dashboard to serve them. */
export function startMetricsEndpoint(deployment: Deployment, { checks }: Observation): Promise<HttpServer> {
  const { registry, events, secrets, config } = deployment;
  return startHttpServer({
    registry,
    secrets,
    checks,
    port: config.METRICS_PORT,
    host: config.HOST,
    portVariable: 'METRICS_PORT',
    onError: (error) => void events.emit('process.error', { component: 'metrics', error: error as Error }),
  });
}
