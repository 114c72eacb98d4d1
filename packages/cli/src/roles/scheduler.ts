import { startScheduler, type Scheduler } from '@hrflow-sync/scheduler';
import type { Deployment } from '../deployment.js';

export async function startSchedulerRole(deployment: Deployment): Promise<Scheduler> {
  const { redisUrl, prefix, workflows, events, logger } = deployment;
  const scheduler = await startScheduler({ redisUrl, prefix, workflows, events });
  logger.info(scheduler.reconciled, 'schedules are as the workflow files say');
  return scheduler;
}
