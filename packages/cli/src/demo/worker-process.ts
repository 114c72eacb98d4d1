import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../bin.js', import.meta.url));
/** How soon a worker that died is replaced. */
const RESTART_MS = 500;

/** A worker in a process of its own, replaced when it dies: kill it with -9 and watch nothing get lost. */
export class WorkerProcess {
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly log: number;

  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    logFile: string,
  ) {
    this.log = openSync(logFile, 'a');
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    this.child = spawn(process.execPath, [COMMAND, 'worker'], {
      env: this.environment,
      stdio: ['ignore', this.log, this.log],
    });
    this.child.once('exit', () => {
      if (!this.stopping) this.restart = setTimeout(() => this.start(), RESTART_MS);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}
