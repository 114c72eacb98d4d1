import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Milestone, WorkerConfig } from '@hrflow-sync/worker';
import { waitFor } from './wait.js';

const ENTRY = fileURLToPath(new URL('process.mjs', import.meta.url));
const START_DEADLINE_MS = 30_000;
/** Longer than a worker takes at most to stop. */
const END_DEADLINE_MS = 60_000;

/** What a process is started for. */
export interface Order {
  readonly role: 'worker' | 'scheduler';
  readonly redisUrl: string;
  readonly prefix: string;
  readonly workflowsDir: string;
  readonly config: Partial<WorkerConfig>;
  readonly lockDurationMs?: number | undefined;
  /** How far its clock is ahead of the true time. */
  readonly clockAheadMs?: number | undefined;
  /** It sends itself this signal when it passes a milestone for the n-th time. */
  readonly strike?:
    { readonly at: Milestone; readonly nth: number; readonly signal: 'SIGKILL' | 'SIGSTOP' } | undefined;
}

/** What it tells us. */
export type Report =
  { readonly kind: 'ready' } | { readonly kind: 'retrying' | 'error'; readonly what: string };

/** A process of ours with all that we heard of it. */
export class EngineProcess {
  /** Attempts that jobs used up in it. */
  readonly retries: string[] = [];
  readonly errors: string[] = [];
  private isReady = false;
  private readonly child: ChildProcess;

  constructor(order: Order, environment: NodeJS.ProcessEnv) {
    const { PATH, HOME } = process.env;
    this.child = fork(ENTRY, [JSON.stringify(order)], {
      execArgv: [],
      env: { PATH, HOME, ...environment },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child.on('message', (report: Report) => this.hear(report));
    this.child.on('error', (error) => this.errors.push(error.message));
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Exit code or signal, once it has ended. */
  get end(): number | NodeJS.Signals | null {
    return this.child.exitCode ?? this.child.signalCode;
  }

  get ready(): boolean {
    return this.isReady && this.alive;
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** @throws when it ends before it is ready */
  async untilReady(): Promise<this> {
    await waitFor('a process to be ready', START_DEADLINE_MS, () => this.isReady || !this.alive);
    if (!this.ready) throw new Error(`a process ended with ${this.end} before it was ready`);
    return this;
  }

  async ended(deadlineMs = END_DEADLINE_MS): Promise<number | NodeJS.Signals | null> {
    await waitFor('a process to end', deadlineMs, () => !this.alive);
    return this.end;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGCONT');
    this.child.kill('SIGKILL');
    await this.ended();
  }

  private hear(report: Report): void {
    if (report.kind === 'ready') this.isReady = true;
    else (report.kind === 'retrying' ? this.retries : this.errors).push(report.what);
  }
}
