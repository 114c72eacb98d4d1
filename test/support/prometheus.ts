import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@hrflow-sync/core';

/** One series of an answer, and its value now. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A rule as Prometheus sees it. */
export interface SeenRule {
  readonly name: string;
  readonly type: 'recording' | 'alerting';
  readonly health: 'ok' | 'unknown' | 'err';
  readonly lastError?: string;
  readonly state?: 'inactive' | 'pending' | 'firing';
}

/** A real Prometheus that scrapes each second. */
export interface Prometheus {
  /**
   * Asks for an expression's value now; nothing until it listens.
   * @throws when Prometheus can't understand it
   */
  query(expression: string): Promise<readonly Sample[]>;
  rules(): Promise<readonly SeenRule[]>;
  stop(): Promise<void>;
}

export async function startPrometheus(options: {
  /** Host and port, by job. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  readonly ruleFiles?: readonly string[];
}): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-prometheus-'));
  const port = await freePort();
  const configuration = join(folder, 'prometheus.yml');
  const scrapes = Object.entries(options.targets).map(([job, targets]) => ({
    job_name: job,
    static_configs: [{ targets }],
  }));
  // Prometheus reads YAML, and JSON is YAML.
  const settings = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: options.ruleFiles ?? [],
    scrape_configs: scrapes,
  };
  await writeFile(configuration, JSON.stringify(settings));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ask = async <Data>(path: string): Promise<Data | undefined> => {
    const url = `http://127.0.0.1:${port}/api/v1/${path}`;
    const answer = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined);
    if (!answer) return undefined;
    const { status, data, error } = (await answer.json().catch(() => ({ status: 'starting' }))) as {
      status: string;
      data?: Data;
      error?: string;
    };
    if (status === 'error') throw new Error(`${path}: ${error}`);
    return data;
  };
  return {
    async query(expression) {
      const data = await ask<{ result: readonly Sample[] }>(`query?query=${encodeURIComponent(expression)}`);
      return data?.result ?? [];
    },
    async rules() {
      const data = await ask<{ groups: readonly { rules: readonly SeenRule[] }[] }>('rules');
      return data?.groups.flatMap(({ rules }) => rules) ?? [];
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
