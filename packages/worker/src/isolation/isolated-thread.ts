import { Worker as Thread } from 'node:worker_threads';
import { ConfigurationError, RetryableError } from '@hrflow-sync/connectors';
import type { Isolation, Workflow } from '@hrflow-sync/core';
import type { PreparationError } from '../items/prepare.js';
import { PROGRESS, FUNCTIONS, type FromThread, type ThreadData, type ToThread } from './protocol.js';
import { Silence } from './silence.js';

/** A file that isn't loaded by then has code outside of its functions that never ends, or the machine has no time. */
const START_MS = 30_000;

/** Why a thread is no more. */
export type Ending =
  /** What it was at took too long. */
  | { readonly kind: 'timeout'; readonly limitMs: number }
  /** @property blame `other` when an earlier item caused it, `unknown` when nobody can tell */
  | { readonly kind: 'crash'; readonly blame: 'current' | 'other' | 'unknown'; readonly message: string }
  /** It was ended on purpose. */
  | { readonly kind: 'stopped' };

/** Whoever has given a thread something to do. */
export interface Listener {
  heard(message: FromThread): void;
  ended(ending: Ending): void;
}

/** A workflow that isolation was asked for. */
export type IsolatedWorkflow = Workflow & { readonly isolation: Isolation };

/** What the worker holds of a thread that runs a workflow's functions. */
export class IsolatedThread {
  /** Resolves once nothing of it is left. */
  readonly gone: Promise<void>;
  /** Told why, should it crash while it has nothing to do. */
  onLost: ((message: string) => void) | undefined;
  private readonly progress = new Int32Array(
    new SharedArrayBuffer(Object.keys(PROGRESS).length * Int32Array.BYTES_PER_ELEMENT),
  );
  private readonly thread: Thread;
  private listener: Listener | undefined;
  private silence: Silence | undefined;
  /** Why it ends, once it does. */
  private ending: Ending | undefined;

  private constructor(
    readonly workflow: IsolatedWorkflow,
    environment: NodeJS.ProcessEnv,
  ) {
    const { file, id: workflowId, edition, isolation } = workflow;
    const data: ThreadData = { file, workflowId, edition, progress: this.progress };
    this.thread = new Thread(new URL('./thread.js', import.meta.url), {
      workerData: data,
      env: visibleTo(isolation, environment),
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: isolation.memoryMb },
    });
    this.gone = new Promise((resolve) => this.thread.once('exit', () => resolve()));
    this.thread.on('message', (message: FromThread) => this.hear(message));
    this.thread.on('error', (error: Error & { code?: string }) => {
      const tooMuch = `it needed more than the ${isolation.memoryMb} MB that isolation.memoryMb allows`;
      const message = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch : error.message;
      this.end({ kind: 'crash', blame: 'unknown', message });
    });
    this.thread.once('exit', () =>
      this.end({ kind: 'crash', blame: 'unknown', message: 'its thread ended' }),
    );
  }

  /**
   * Resolves once the workflow is loaded in it.
   * @throws {@link RetryableError} `workflow_file_changed`, `thread_start_timeout`, `stopped`; {@link ConfigurationError} `isolation_unusable`
   */
  static async start(
    workflow: IsolatedWorkflow,
    environment: NodeJS.ProcessEnv,
    started: (thread: IsolatedThread) => void,
  ): Promise<IsolatedThread> {
    const thread = new IsolatedThread(workflow, environment);
    started(thread);
    const said = await new Promise<FromThread | Ending>((resolve) => {
      thread.work({ heard: resolve, ended: resolve }, START_MS);
    });
    thread.rest();
    if (said.kind === 'ready') return thread;
    thread.end({ kind: 'stopped' });
    throw whyNot(workflow, said);
  }

  get isAlive(): boolean {
    return this.ending === undefined;
  }

  /** Which of an item's functions was entered last. */
  get atWork(): PreparationError['event'] {
    return FUNCTIONS[Atomics.load(this.progress, PROGRESS.function)] ?? 'logics_failure';
  }

  /** From now on it may be silent for `limitMs` at most; `listener` hears what it says, and its end. */
  work(listener: Listener, limitMs: number): void {
    if (this.ending) return listener.ended(this.ending);
    this.listener = listener;
    this.silence = new Silence(this.progress, limitMs, () => this.end({ kind: 'timeout', limitMs }));
  }

  /** It has nothing to do. */
  rest(): void {
    this.silence?.stop();
    this.silence = undefined;
    this.listener = undefined;
  }

  say(message: ToThread): void {
    this.silence?.heard();
    this.thread.postMessage(message, []);
  }

  /** Its silence counts for nothing until it was told something. */
  excuse(): void {
    this.silence?.stop();
  }

  /** Ends it for good. It may take a while until it is gone: what it has called may not let it go. */
  end(ending: Ending = { kind: 'stopped' }): void {
    if (this.ending) return;
    this.ending = ending;
    const { listener } = this;
    this.rest();
    void this.thread.terminate();
    if (listener) listener.ended(ending);
    else if (ending.kind === 'crash') this.onLost?.(ending.message);
  }

  private hear(message: FromThread): void {
    if (this.ending) return;
    this.silence?.heard();
    if (message.kind === 'crashed') {
      const blame = message.stray ? 'other' : 'current';
      this.end({ kind: 'crash', blame, message: message.message });
    } else this.listener?.heard(message);
  }
}

/** No credential is among them, unless the workflow asks for it by name. */
function visibleTo(isolation: Isolation, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['NODE_ENV', 'TZ', ...isolation.environment];
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}

function whyNot({ id, file, isolation }: IsolatedWorkflow, said: FromThread | Ending): Error {
  if (said.kind === 'stopped') {
    return new RetryableError('The thread was not waited for: this process is stopping.', {
      code: 'stopped',
    });
  }
  if (said.kind === 'unusable' && said.stale) {
    return new RetryableError(
      `Files of workflow ${id} have changed since this worker loaded them. It follows within a minute; if they are broken, mend them.`,
      { code: 'workflow_file_changed' },
    );
  }
  if (said.kind === 'timeout') {
    return new RetryableError(
      `A thread took longer than ${START_MS / 1000} s to load ${file}. Look for code outside of its functions that never ends.`,
      { code: 'thread_start_timeout' },
    );
  }
  const reason = 'message' in said ? said.message : said.kind;
  const visible = ['NODE_ENV', 'TZ', ...isolation.environment].join(', ');
  return new ConfigurationError(
    `${file} can't be loaded in a thread of its own: ${reason}. Of the environment it sees ${visible} only: name what it needs in isolation.environment.`,
    { code: 'isolation_unusable', path: 'isolation' },
  );
}
