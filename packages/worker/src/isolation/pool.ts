import { RetryableError } from '@hrflow-sync/connectors';
import { IsolatedThread, type IsolatedWorkflow } from './isolated-thread.js';

/** A thread with nothing to do gives its memory back after this. */
const IDLE_MS = 30_000;

export interface PoolOptions {
  readonly workflow: IsolatedWorkflow;
  /** Of the worker; a thread sees what its workflow names. */
  readonly environment: NodeJS.ProcessEnv;
  /** At most so many at a time. */
  readonly threads: number;
  /** Told of a thread that crashed while it had nothing to do. */
  readonly lost: (message: string) => void;
}

/** A place for one thread, which is started when it is needed and again when the one before has ended. */
export class Place {
  private thread: IsolatedThread | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly start: () => Promise<IsolatedThread>) {}

  get isWarm(): boolean {
    return this.thread?.isAlive === true;
  }

  /** @param fresh no item has been in it before */
  async occupied(): Promise<{ readonly thread: IsolatedThread; readonly fresh: boolean }> {
    clearTimeout(this.idle);
    if (this.thread?.isAlive) return { thread: this.thread, fresh: false };
    this.thread = await this.start();
    return { thread: this.thread, fresh: true };
  }

  leave(keep: boolean): void {
    if (!keep) return this.clear();
    this.idle = setTimeout(() => this.clear(), IDLE_MS).unref();
  }

  clear(): void {
    clearTimeout(this.idle);
    this.thread?.end();
    this.thread = undefined;
  }
}

type Turn = (place: Place) => void;

/** The threads of one workflow, as one version of its file has it. */
export class ThreadPool {
  private readonly free: Place[];
  private readonly line: { readonly turn: Turn; readonly refuse: (error: Error) => void }[] = [];
  /** Started and not gone yet. */
  private readonly threads = new Set<IsolatedThread>();
  private retired = false;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    this.free = Array.from({ length: options.threads }, () => new Place(() => this.start()));
  }

  /** A thread beside those of the pool; the caller ends it. @throws as {@link IsolatedThread.start} */
  async start(): Promise<IsolatedThread> {
    if (this.closed) throw stopped();
    const { workflow, environment, lost } = this.options;
    return IsolatedThread.start(workflow, environment, (thread) => {
      thread.onLost = lost;
      this.threads.add(thread);
      void thread.gone.then(() => this.threads.delete(thread));
    });
  }

  /**
   * Lends a place, those in line first come first served.
   * @param patienceMs how long to wait for one
   * @throws {@link RetryableError} `threads_busy`, `stopped`
   */
  async during<Result>(work: (place: Place) => Promise<Result>, patienceMs?: number): Promise<Result> {
    const place = await this.take(patienceMs);
    try {
      return await work(place);
    } finally {
      this.giveBack(place);
    }
  }

  get isUnused(): boolean {
    return this.threads.size === 0 && this.free.length === this.options.threads;
  }

  /** Its workflow has another version now: a thread that is done with its work is not kept. */
  retire(): void {
    this.retired = true;
    for (const place of this.free) place.clear();
  }

  /** Ends every thread, whatever it is at. Resolves once they are gone. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { refuse } of this.line.splice(0)) refuse(stopped());
    for (const place of this.free) place.clear();
    const threads = [...this.threads];
    for (const thread of threads) thread.end();
    await Promise.all(threads.map(({ gone }) => gone));
  }

  private async take(patienceMs: number | undefined): Promise<Place> {
    if (this.closed) throw stopped();
    const warm = this.free.findIndex(({ isWarm }) => isWarm);
    const [place] = this.free.splice(Math.max(warm, 0), 1);
    return place ?? this.wait(patienceMs);
  }

  private wait(patienceMs: number | undefined): Promise<Place> {
    return new Promise((resolve, reject) => {
      const waiting = {
        turn: (place: Place) => {
          clearTimeout(timer);
          resolve(place);
        },
        refuse: (error: Error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer =
        patienceMs === undefined
          ? undefined
          : setTimeout(() => {
              this.line.splice(this.line.indexOf(waiting), 1);
              reject(busy(this.options.workflow.id));
            }, patienceMs);
      this.line.push(waiting);
    });
  }

  private giveBack(place: Place): void {
    const next = this.line.shift();
    if (next) return next.turn(place);
    place.leave(!this.retired && !this.closed);
    this.free.push(place);
  }
}

function stopped(): RetryableError {
  return new RetryableError('Its turn did not come: this process is stopping.', { code: 'stopped' });
}

function busy(workflowId: string): RetryableError {
  return new RetryableError(`All threads of workflow ${workflowId} are busy.`, { code: 'threads_busy' });
}
