import { createRegistry, QUEUE_NAMES, QUEUES, type Workflow } from '@hrflow-sync/core';
import { startEngine, type EngineFixture } from '../../worker/test/support/engine-fixture.js';
import { createDashboard, type Dashboard } from '../src/index.js';

/** A worker and a dashboard that meet in Redis. */
export interface Deployment {
  readonly engine: EngineFixture;
  readonly dashboard: Dashboard;
  readonly url: string;
}

/** Runs `action` with a worker and a dashboard over a prefix of their own. */
export async function withDeployment(
  workflows: readonly Workflow[],
  action: (deployment: Deployment) => Promise<void>,
  { workers = 1 }: { workers?: number } = {},
): Promise<void> {
  const engine = await startEngine(workflows, { workers });
  try {
    const dashboard = await dashboardOf(engine);
    try {
      await action({ engine, dashboard, url: dashboard.url });
    } finally {
      await dashboard.close();
    }
  } finally {
    await engine.close();
  }
}

/** A dashboard on this machine, without a login. */
export function dashboardOf({ redis, prefix }: Pick<EngineFixture, 'redis' | 'prefix'>): Promise<Dashboard> {
  return createDashboard({
    connection: redis,
    prefix,
    queues: QUEUE_NAMES.map((name) => ({
      name,
      description: QUEUES[name].description,
      readOnly: name !== 'pushes',
    })),
    registry: createRegistry(),
    port: 0,
  });
}
