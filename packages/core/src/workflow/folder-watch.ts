import { watch, type FSWatcher } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineEvents } from '../observe/engine-events.js';
import type { FolderChange, WorkflowFolder } from './folder.js';

/** Editors and deployments write a file in several steps, and several files. */
const SETTLE_MS = 300;
/** Files that are written all the time are looked at all the same, after so many times as long. */
const MOST_SETTLING = 20;
/** Networks and some mounts tell of no change; neither does a folder below. */
const LOOK_EVERY_MS = 60_000;

export interface FolderWatchOptions {
  readonly events: EngineEvents;
  /** Told after each change, once the folder's workflows are the new ones. */
  readonly onChange: (change: FolderChange) => void;
  /** Default 60,000. */
  readonly lookEveryMs?: number;
}

/** Keeps a folder's workflows up to date while a process runs. */
export class FolderWatch {
  private watcher: FSWatcher | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly closing = new AbortController();
  private looking: Promise<void> | undefined;
  private stale = false;

  constructor(
    private readonly folder: WorkflowFolder,
    private readonly options: FolderWatchOptions,
  ) {
    this.listen();
    this.timer = setInterval(() => {
      if (this.looking) return;
      // The folder may be another one by now, under the same name.
      this.listen();
      this.look(0);
    }, options.lookEveryMs ?? LOOK_EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.watcher?.close();
    this.closing.abort();
    await this.looking;
  }

  private listen(): void {
    this.watcher?.close();
    this.watcher = undefined;
    try {
      this.watcher = watch(this.folder.directory, { persistent: false }, () => this.look(SETTLE_MS));
      this.watcher.on('error', (error) => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  /** One look at a time; whatever happens meanwhile is looked at afterwards. */
  private look(settleMs: number): void {
    if (this.looking) {
      this.stale = true;
      return;
    }
    this.looking = this.refresh(settleMs).finally(() => {
      this.looking = undefined;
      if (this.stale && !this.closing.signal.aborted) this.look(settleMs);
    });
  }

  private async refresh(settleMs: number): Promise<void> {
    const { events, onChange } = this.options;
    try {
      for (let times = 0; times === 0 || (this.stale && times < MOST_SETTLING); times++) {
        this.stale = false;
        await delay(settleMs, undefined, { signal: this.closing.signal });
      }
      const change = await this.folder.refresh();
      if (!change || this.closing.signal.aborted) return;
      for (const problem of this.folder.problems) events.emit('workflow.problem', { problem });
      events.emit('workflows.reloaded', { ...change, total: this.folder.workflows.size });
      onChange(change);
    } catch (error) {
      if (!this.closing.signal.aborted) this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.options.events.emit('process.error', { component: 'workflows', error: error as Error });
  }
}
