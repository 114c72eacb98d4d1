import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connectSandbox, type RemoteSandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { startCommand, startScript, type BenchProcess } from './process.js';
import { startRedis, type BenchRedis } from './redis.js';
import { Runs } from './runs.js';

/** What the image gives Node; read there, so that what is measured is what is shipped. */
const [, NODE_OPTIONS = ''] =
  /^ *NODE_OPTIONS=(\S+)/m.exec(readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8')) ?? [];

const WORKFLOWS = fileURLToPath(new URL('../workflows/', import.meta.url));

/** Doubles of Greenhouse and HrFlow in a process of their own. */
export interface BenchSandbox extends RemoteSandbox {
  readonly pid: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface WorkerOptions {
  readonly redis: BenchRedis;
  /** Folder below bench/workflows. */
  readonly workflows: 'candidates' | 'nothing';
  readonly environment?: NodeJS.ProcessEnv;
}

/** The surroundings of a benchmark. Everything opened through it is closed with it, last first. */
export class World {
  private readonly closing: (() => Promise<void>)[] = [];

  async redis(): Promise<BenchRedis> {
    const redis = await startRedis();
    this.closing.push(() => redis.close());
    return redis;
  }

  async sandbox(options: SandboxOptions): Promise<BenchSandbox> {
    const { process, answer } = await startScript('sandbox', options);
    this.closing.push(() => process.stop());
    const { url, environment } = answer as { url: string; environment: Record<string, string> };
    return { ...connectSandbox(url), pid: process.pid, environment };
  }

  /** The shipped worker, in a process of its own, with its own defaults and those of the image. */
  async worker({ redis, workflows, environment = {} }: WorkerOptions): Promise<BenchProcess> {
    const worker = await startCommand(['worker'], {
      REDIS_URL: redis.url,
      WORKFLOWS_DIR: `${WORKFLOWS}${workflows}`,
      NODE_OPTIONS,
      METRICS_PORT: '0',
      HOST: '127.0.0.1',
      ...environment,
    });
    this.closing.push(() => worker.stop());
    return worker;
  }

  runs(redis: BenchRedis): Runs {
    const runs = new Runs(redis.url);
    this.closing.push(() => runs.close());
    return runs;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).toReversed()) await close();
  }
}
