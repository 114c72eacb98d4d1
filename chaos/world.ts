import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectRedis,
  Ledger,
  openQueues,
  requestRun,
  startEmbeddedRedis,
  Ticks,
  type EmbeddedRedis,
  type OpenQueues,
  type RunRecord,
} from '@hrflow-sync/core';
import { startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import type { WorkerConfig } from '@hrflow-sync/worker';
import type { Redis } from 'ioredis';
import { startFaultProxy, type FaultProxy } from '../test/support/fault-proxy.js';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../test/support/workflow-folder.js';
import { EngineProcess, type Order } from './engine-process.js';
import { fateOf, judge, THROWING_ID_DIVISOR, type Verdict } from './judge.js';
import type { Random } from './random.js';
import { waitFor } from './wait.js';

const WORKFLOW_ID = 'candidates';
const REJECTED = 5;
/** A run that takes longer hangs. */
const RUN_DEADLINE_MS = 240_000;

const LOGICS = `logics: [
  (candidate) => (candidate.tags?.includes('do-not-contact') ? null : candidate),
  (candidate) => {
    if (candidate.id % ${THROWING_ID_DIVISOR} === 0) throw new Error('chaos');
    return candidate;
  },
],`;

export interface WorldOptions {
  readonly random: Random;
  readonly candidates: number;
  /** Of the doubles. */
  readonly latencyMs?: number;
  readonly sandbox?: SandboxOptions;
  /** Added to the workflow, as source. */
  readonly workflow?: string;
  /** Of workers; the shipped one when left out. */
  readonly lockDurationMs?: number;
  readonly config?: Partial<WorkerConfig>;
}

/** A Redis, the doubles, a workflow and whatever processes a scenario starts: all its own, all closed. */
export class World {
  readonly processes: EngineProcess[] = [];
  readonly rejected: ReadonlySet<string>;

  private constructor(
    readonly random: Random,
    private readonly options: WorldOptions,
    private readonly dataDir: string,
    private redisServer: EmbeddedRedis,
    private readonly connection: Redis,
    readonly prefix: string,
    readonly queues: OpenQueues,
    readonly ledger: Ledger,
    readonly sandbox: Sandbox,
    readonly folder: WorkflowFolder,
    /** Between the workers and Redis, and between them and the doubles. */
    readonly network: { readonly redis: FaultProxy; readonly http: FaultProxy },
  ) {
    const pushed = [...sandbox.candidates()].filter((candidate) => fateOf(candidate, new Set()) === 'pushed');
    this.rejected = new Set(random.sample(pushed, REJECTED).map(({ id }) => String(id)));
    sandbox.reject([...this.rejected]);
  }

  static async open(options: WorldOptions): Promise<World> {
    const { random, candidates, latencyMs = 0, workflow = '' } = options;
    const dataDir = await mkdtemp(join(tmpdir(), 'hrflow-sync-chaos-'));
    const redisServer = await startEmbeddedRedis({ dataDir });
    const prefix = `{chaos-${randomBytes(4).toString('hex')}}`;
    const connection = connectRedis(redisServer.url, { role: 'worker', name: 'chaos' });
    const sandbox = await startSandbox({
      candidates,
      latencyMs,
      seed: random.int(1, 1_000_000),
      hrflow: { syncParsing: true },
      ...options.sandbox,
    });
    const source = candidatesWorkflow(LOGICS + workflow);
    const folder = await createWorkflowFolder({ 'candidates.ts': source });
    const network = {
      redis: await startFaultProxy({ port: portOf(redisServer.url), random: () => random.next() }),
      http: await startFaultProxy({ port: portOf(sandbox.url), random: () => random.next() }),
    };
    return new World(
      random,
      options,
      dataDir,
      redisServer,
      connection,
      prefix,
      openQueues(connection, prefix),
      new Ledger(connection, prefix),
      sandbox,
      folder,
      network,
    );
  }

  get redisUrl(): string {
    return this.redisServer.url;
  }

  /** What a process needs to know. Through the proxies, unless told otherwise. */
  environment({ proxied = true } = {}): NodeJS.ProcessEnv & { REDIS_URL: string } {
    const { environment } = this.sandbox;
    const through = (url: string, { port }: FaultProxy): string =>
      proxied ? url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`) : url;
    return {
      ...environment,
      GREENHOUSE_API_URL: through(environment.GREENHOUSE_API_URL, this.network.http),
      HRFLOW_API_URL: through(environment.HRFLOW_API_URL, this.network.http),
      REDIS_URL: through(this.redisUrl, this.network.redis),
      REDIS_PREFIX: this.prefix,
      WORKFLOWS_DIR: this.folder.path,
      METRICS_PORT: '0',
      PORT: '0',
      HOST: '127.0.0.1',
    };
  }

  /** Starts a process; resolves once it is ready. */
  async start(order: Partial<Order> & { proxied?: boolean } = {}): Promise<EngineProcess> {
    const { proxied = false, ...rest } = order;
    const environment = this.environment({ proxied });
    const { config = {}, lockDurationMs } = this.options;
    const started = new EngineProcess(
      {
        role: 'worker',
        redisUrl: environment.REDIS_URL,
        prefix: this.prefix,
        workflowsDir: this.folder.path,
        config: { PUSH_CONCURRENCY: 16, PUSH_WINDOW: 1_000, ...config },
        lockDurationMs,
        ...rest,
      },
      environment,
    );
    this.processes.push(started);
    return started.untilReady();
  }

  async startMany(count: number, order: Partial<Order> & { proxied?: boolean } = {}): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.start(order)));
  }

  get running(): EngineProcess[] {
    return this.processes.filter(({ ready }) => ready);
  }

  async requestRun(): Promise<string> {
    const { runId } = await requestRun(this.queues, { workflowId: WORKFLOW_ID, trigger: 'manual' });
    return runId;
  }

  /** Kills Redis as the kernel's OOM killer does, and starts it again over what it had written. */
  async killRedis(downMs: number): Promise<void> {
    process.kill(this.redisServer.pid, 'SIGKILL');
    await this.redisServer.ended;
    await new Promise((resolve) => setTimeout(resolve, downMs));
    this.redisServer = await startEmbeddedRedis({ dataDir: this.dataDir });
  }

  /** How many items HrFlow has. */
  get written(): number {
    return this.sandbox.records.totals().written;
  }

  /** Ticks that passed while no scheduler could handle them. */
  async missedTicks(): Promise<number> {
    return (await new Ticks(this.connection, this.prefix).counts(WORKFLOW_ID)).missed.count;
  }

  async isFinished(runId: string): Promise<boolean> {
    return (await this.ledger.read(runId))?.finishedAt !== undefined;
  }

  /** Waits for the end of a run and judges it. */
  async judge(runId: string): Promise<Verdict> {
    const record = await this.finished(runId);
    const letters = await this.ledger.deadLetters(runId);
    const { sandbox, rejected, queues } = this;
    return judge({ sandbox, rejected, record, letters, queues });
  }

  private async finished(runId: string): Promise<RunRecord> {
    try {
      const record = await waitFor(`run ${runId} to finish`, RUN_DEADLINE_MS, async () => {
        const now = await this.ledger.read(runId);
        return now?.finishedAt !== undefined && now;
      });
      // Its job ends a moment after it.
      await waitFor(`the job of run ${runId} to end`, RUN_DEADLINE_MS, async () =>
        (await this.queues.runs.getJob(runId))?.isCompleted(),
      );
      return record;
    } catch (error) {
      const { runs, pulls, pages, pushes } = this.queues;
      const counts = await Promise.all([runs, pulls, pages, pushes].map((queue) => queue.getJobCounts()));
      const alive = this.running.map(({ errors }) => errors.slice(-2));
      const seen = JSON.stringify({ counts, alive });
      throw new Error(`${(error as Error).message}; ${seen}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.kill()));
    await Promise.all([this.network.redis.close(), this.network.http.close()]);
    await this.queues.close();
    this.connection.disconnect();
    await this.sandbox.close();
    await this.folder.remove();
    await this.redisServer.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
