import { setTimeout as delay } from 'node:timers/promises';
import {
  connectRedis,
  DEFAULT_PREFIX,
  Ledger,
  openQueues,
  requestRun,
  type OpenQueues,
  type RunRecord,
} from '@hrflow-sync/core';

const POLL_MS = 50;

/** Asks for runs and follows them, as `hrflow-sync run` does. */
export class Runs {
  readonly queues: OpenQueues;
  readonly ledger: Ledger;
  private readonly connection;

  constructor(redisUrl: string) {
    this.connection = connectRedis(redisUrl, { role: 'worker', name: 'bench' });
    this.queues = openQueues(this.connection, DEFAULT_PREFIX);
    this.ledger = new Ledger(this.connection, DEFAULT_PREFIX);
  }

  async start(workflowId: string): Promise<string> {
    const { runId } = await requestRun(this.queues, { workflowId, trigger: 'manual' });
    return runId;
  }

  /** Looks again and again until a run is as far as `there` says. */
  async until(runId: string, there: (record: RunRecord) => boolean): Promise<RunRecord> {
    for (;;) {
      const record = await this.ledger.read(runId);
      if (record?.fatal) throw new Error(`run ${runId}: ${record.fatal.message}`);
      if (record && there(record)) return record;
      if (record?.finishedAt !== undefined) throw new Error(`run ${runId} ended before it was there`);
      await delay(POLL_MS);
    }
  }

  /** Resolves with the record of the ended run. @throws unless every item ended well */
  async ended(runId: string, items: number): Promise<RunRecord> {
    const record = await this.until(runId, ({ finishedAt }) => finishedAt !== undefined);
    const { read_success, write_success, unchanged } = record.events;
    if (read_success !== items || write_success + unchanged !== items)
      throw new Error(`run ${runId} of ${items} items counted ${JSON.stringify(record.events)}`);
    return record;
  }

  async run(workflowId: string, items: number): Promise<RunRecord> {
    return this.ended(await this.start(workflowId), items);
  }

  async close(): Promise<void> {
    await this.queues.close();
    this.connection.disconnect();
  }
}

/** From the worker's first look at a run to its end, by the ledger. */
export function secondsOf({ startedAt, finishedAt = '' }: RunRecord): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}
