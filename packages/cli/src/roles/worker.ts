import { startWorker, WorkerConfig, type Tracing, type Worker } from '@hrflow-sync/worker';
import type { Deployment } from '../deployment.js';
import { VERSION } from '../version.js';

export async function startWorkerRole(deployment: Deployment): Promise<Worker> {
  const { redis, prefix, workflows, environment, events, secrets, config } = deployment;
  const tracing = await openTracing(deployment);
  const worker = await startWorker({
    redis,
    prefix,
    workflows,
    environment,
    events,
    secrets,
    tracing,
    dashboardUrl: config.DASHBOARD_URL,
    config: WorkerConfig.parse(config),
    watchdog: true,
  }).catch(async (error: unknown) => {
    await tracing?.close();
    throw error;
  });
  return {
    slots: worker.slots,
    locksHeld: worker.locksHeld,
    async close() {
      await worker.close();
      await tracing?.close();
    },
  };
}

/** OpenTelemetry is loaded by whoever wants it only: it takes time at start and memory. */
async function openTracing({ config, events, logger }: Deployment): Promise<Tracing | undefined> {
  if (config.OTEL_TRACES === 'off') return undefined;
  const { startTracing } = await import('@hrflow-sync/worker/tracing');
  logger.info('traces are on');
  return startTracing({
    events,
    serviceName: config.OTEL_SERVICE_NAME,
    serviceVersion: VERSION,
    ratio: config.OTEL_TRACES_SAMPLER_ARG,
  });
}
