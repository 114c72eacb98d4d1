import { startWorker, WorkerConfig, type Worker } from '@hrflow-sync/worker';
import type { Deployment } from '../deployment.js';

export function startWorkerRole(deployment: Deployment): Promise<Worker> {
  const { redisUrl, prefix, workflows, environment, events, config } = deployment;
  return startWorker({
    redisUrl,
    prefix,
    workflows,
    environment,
    events,
    dashboardUrl: config.DASHBOARD_URL,
    config: WorkerConfig.parse(config),
    watchdog: true,
  });
}
