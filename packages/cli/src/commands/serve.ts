import { FolderWatch, measureWorkerSlots } from '@hrflow-sync/core';
import type { Scheduler } from '@hrflow-sync/scheduler';
import type { Worker } from '@hrflow-sync/worker';
import type { Deployment } from '../deployment.js';
import { startApiRole } from '../roles/api.js';
import { startDashboardRole } from '../roles/dashboard.js';
import { startMetricsEndpoint } from '../roles/metrics-endpoint.js';
import { startObservation, type Observation } from '../roles/observation.js';
import type { Role } from '../roles/role.js';
import { startSchedulerRole } from '../roles/scheduler.js';
import { startWorkerRole } from '../roles/worker.js';

interface Closable {
  close(): Promise<void>;
}

/** Roles that run, and where they can be looked at. */
export interface Serving extends Closable {
  /** Of the dashboard, or of health and metrics where there is none. */
  readonly url: string;
}

/** Starts roles in this process. If one can't start, those before it are closed again. */
export async function serve(deployment: Deployment, roles: readonly Role[]): Promise<Serving> {
  const started: Closable[] = [];
  const observation = startObservation(deployment, roles);
  const closeAll = async (): Promise<void> => {
    observation.stopping();
    // Listeners last: readiness stays visible while jobs finish.
    for (const part of started.toReversed()) await part.close();
    await observation.close();
  };
  try {
    const startFace = roles.includes('dashboard') ? startDashboardRole : startMetricsEndpoint;
    const face = await startFace(deployment, observation);
    started.push(face);
    if (roles.includes('worker')) started.push(await startObservedWorker(deployment, observation));
    const scheduler = roles.includes('scheduler') ? await startSchedulerRole(deployment) : undefined;
    if (scheduler) started.push(scheduler);
    if (scheduler || roles.includes('worker')) started.push(watchFiles(deployment, scheduler));
    if (scheduler) {
      const api = await startApiRole(deployment);
      if (api) started.push(api);
    }
    observation.started();
    deployment.logger.info({ roles, url: face.url }, `${roles.join(', ')} ready on ${face.url}`);
    return { url: face.url, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Workers take a changed workflow for their next job; schedules follow at once. */
function watchFiles({ folder, events }: Deployment, scheduler: Scheduler | undefined): FolderWatch {
  const onChange = (): void =>
    void scheduler
      ?.reconcile()
      .catch((error: unknown) =>
        events.emit('process.error', { component: 'scheduler', error: error as Error }),
      );
  return new FolderWatch(folder, { events, onChange });
}

async function startObservedWorker(deployment: Deployment, { checks }: Observation): Promise<Worker> {
  const worker = await startWorkerRole(deployment);
  checks['locks'] = worker.locksHeld;
  measureWorkerSlots(deployment.registry, worker.slots);
  return worker;
}
