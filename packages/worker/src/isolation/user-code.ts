import { RetryableError } from '@hrflow-sync/connectors';
import type { CallbackContext, EngineEvents, Workflow } from '@hrflow-sync/core';
import { prepareItem, type Prepared } from '../items/prepare.js';
import { runCallback } from './callback.js';
import type { IsolatedWorkflow } from './isolated-thread.js';
import { ThreadPool } from './pool.js';
import { prepareSlice, type Left, type PageAttempt } from './slice.js';

/** Items a thread gets at once. */
const SLICE = 50;
/** How long an item's job waits for a thread before it makes room for those of other workflows. */
const PATIENCE_MS = 2_000;

export interface UserCodeOptions {
  /** Of the worker; a thread sees what its workflow names. */
  readonly environment: NodeJS.ProcessEnv;
  readonly events: EngineEvents;
  /** Threads of a workflow at a time. */
  readonly threads: number;
  /** Ends what threads are at. */
  readonly stopping: AbortSignal;
  /** A workflow as its file has it now. */
  readonly current: (id: string) => Workflow | undefined;
}

/** Logics, format and callback: here, or in threads where their workflow asks for isolation. */
export class UserCode {
  private readonly pools = new Map<Workflow, ThreadPool>();

  constructor(private readonly options: UserCodeOptions) {
    options.stopping.addEventListener('abort', () => void this.close(), { once: true });
  }

  /**
   * Prepares the items of a page.
   * @param originals each item as JSON, which no logic can have changed
   * @param mayLeave whether items may be left to jobs of their own, where one after the other ends its thread
   */
  async preparePage(
    workflow: Workflow,
    items: readonly unknown[],
    originals: readonly string[],
    mayLeave: boolean,
  ): Promise<(Prepared | Left)[]> {
    if (isIsolated(workflow)) return this.inThreads(workflow, originals, mayLeave);
    const prepared: Prepared[] = [];
    for (const item of items) prepared.push(await prepareItem(workflow, item));
    return prepared;
  }

  /**
   * Prepares an item in its own job.
   * @throws RetryableError `threads_busy`
   */
  async prepareItem(workflow: Workflow, item: unknown): Promise<Prepared> {
    if (!isIsolated(workflow)) return prepareItem(workflow, item);
    const page: PageAttempt = { mayLeave: false, lost: 0 };
    const json = JSON.stringify(item);
    const [prepared] = await this.poolOf(workflow).during(
      (place) => prepareSlice(place, [json], page, this.strayIn(workflow)),
      PATIENCE_MS,
    );
    if (!prepared || prepared.outcome === 'left') throw new Error('an item was left that nobody else tries');
    return prepared;
  }

  /** A callback has a thread of its own, so that it keeps no item from being prepared. */
  async callBack(workflow: Workflow, context: CallbackContext): Promise<void> {
    if (!isIsolated(workflow)) return workflow.callback?.(context);
    const thread = await this.poolOf(workflow).start();
    try {
      await runCallback(thread, context);
    } finally {
      thread.end();
    }
  }

  /** Ends every thread. */
  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }

  private async inThreads(
    workflow: IsolatedWorkflow,
    originals: readonly string[],
    mayLeave: boolean,
  ): Promise<(Prepared | Left)[]> {
    const pool = this.poolOf(workflow);
    const page: PageAttempt = { mayLeave, lost: 0 };
    const slices = Array.from({ length: Math.ceil(originals.length / SLICE) }, (_, index) =>
      originals.slice(index * SLICE, (index + 1) * SLICE),
    );
    let failed: Error | undefined;
    const prepared = await Promise.all(
      slices.map((slice) =>
        pool.during(async (place) => {
          // The whole page will be tried again.
          if (failed) return [];
          try {
            return await prepareSlice(place, slice, page, this.strayIn(workflow));
          } catch (error) {
            failed = error as Error;
            return [];
          }
        }),
      ),
    );
    if (failed) throw failed;
    return prepared.flat();
  }

  private poolOf(workflow: IsolatedWorkflow): ThreadPool {
    const known = this.pools.get(workflow);
    if (known) return known;
    const { environment, threads, stopping, current } = this.options;
    if (stopping.aborted) {
      throw new RetryableError('No thread is started: this process is stopping.', { code: 'stopped' });
    }
    for (const [other, pool] of this.pools) {
      if (other.id !== workflow.id || other === current(other.id)) continue;
      if (pool.isUnused) this.pools.delete(other);
      else pool.retire();
    }
    const pool = new ThreadPool({ workflow, environment, threads, lost: this.strayIn(workflow) });
    this.pools.set(workflow, pool);
    return pool;
  }

  private strayIn({ id }: Workflow): (message: string) => void {
    return (message) =>
      void this.options.events.emit('process.error', {
        component: 'isolation',
        workflow: id,
        error: new Error(`A thread was lost to what an earlier item had left in it: ${message}.`),
      });
  }
}

function isIsolated(workflow: Workflow): workflow is IsolatedWorkflow {
  return workflow.isolation !== undefined;
}
