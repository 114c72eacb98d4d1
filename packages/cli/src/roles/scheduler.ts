import { startScheduler, type Scheduler } from '@hrflow-sync/scheduler';
import type { Deployment } from '../deployment.js';

export async function startSchedulerRole(deployment: Deployment): Promise<Scheduler> {
  const { redis, prefix, folder, events, logger } = deployment;
  const scheduler = await startScheduler({ redis, prefix, files: folder, events });
  if (scheduler.kept.inForce) logger.info('schedules are as the workflow files say');
  return scheduler;
}
