import { connectRedis, QUEUE_NAMES, QUEUES } from '@hrflow-sync/core';
import { createDashboard, type Dashboard } from '@hrflow-sync/dashboard';
import type { Deployment } from '../deployment.js';
import type { Observation } from './observation.js';
import { loginSettings } from './dashboard-login.js';

export async function startDashboardRole(
  deployment: Deployment,
  { checks }: Observation,
): Promise<Dashboard> {
  const { redis, prefix, registry, events, logger, config, secrets, dataKeys } = deployment;
  const onError = (error: unknown): void =>
    void events.emit('process.error', { component: 'dashboard', error: error as Error });
  const login = loginSettings(config);
  const connection = connectRedis(redis, { role: 'worker', name: 'hrflow-sync:dashboard', onError });
  const dashboard = await createDashboard({
    connection,
    prefix,
    dataKeys,
    registry,
    secrets,
    onError,
    queues: QUEUE_NAMES.map((name) => ({
      name,
      description: QUEUES[name].description,
      // What failed for good is for an operator to retry; the rest belongs to the engine.
      readOnly: name === 'runs' || name === 'pages' || name === 'ticks',
    })),
    ...login,
    checks,
    port: config.PORT,
    host: config.HOST,
    baseUrl: config.DASHBOARD_URL,
  }).catch((error: unknown) => {
    connection.disconnect();
    throw error;
  });
  if (dashboard.notice !== undefined) logger.warn(dashboard.notice);
  return {
    ...dashboard,
    async close() {
      await dashboard.close();
      connection.disconnect();
    },
  };
}
