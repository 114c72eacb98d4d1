import { connectRedis } from '@hrflow-sync/core';
import { FlowProducer, Worker, type FlowJob } from 'bullmq';

/**
 * What BullMQ alone costs: page jobs of 100 children each that do nothing, added in the same portions and
 * with the same payload as ours, and worked off beside that in the same process. Nothing is read, counted
 * or checked.
 */
interface Options {
  readonly redisUrl: string;
  readonly items: number;
  readonly concurrency: number;
  /** Children unfinished at once, as PUSH_WINDOW. */
  readonly window: number;
  readonly payload: object;
}

export interface BullmqLoopResult {
  readonly itemsPerSecond: number;
  readonly cpuSeconds: number;
}

const PER_PAGE = 100;
/** Pages added in one step, as one page of the origin becomes five page jobs. */
const PAGES_AT_ONCE = 5;

const { redisUrl, items, concurrency, window, payload } = JSON.parse(process.argv[2] ?? '') as Options;
const prefix = '{bench-bullmq}';
const connect = (name: string) => connectRedis(redisUrl, { role: 'worker', name });
const flows = new FlowProducer({ connection: connect('flows'), prefix });
let done = 0;
let pagesDone = 0;
let added = 0;
let wake = (): void => undefined;

const children = new Worker('children', async () => undefined, {
  connection: connect('children'),
  prefix,
  concurrency,
});
const pages = new Worker('pages', async () => undefined, {
  connection: connect('pages'),
  prefix,
  concurrency: 16,
});
children.on('completed', () => {
  done++;
  wake();
});
pages.on('completed', () => {
  pagesDone++;
  wake();
});
await Promise.all([children.waitUntilReady(), pages.waitUntilReady()]);

async function until(there: () => boolean): Promise<void> {
  while (!there()) await new Promise<void>((resolve) => (wake = resolve));
}

function page(start: number): FlowJob {
  const opts = { removeOnComplete: true };
  return {
    name: 'page',
    queueName: 'pages',
    data: {},
    opts: { ...opts, jobId: `b${start}` },
    children: Array.from({ length: PER_PAGE }, (_, index) => ({
      name: 'child',
      queueName: 'children',
      data: payload,
      opts: { ...opts, jobId: `i${start + index}` },
    })),
  };
}

async function addAll(total: number): Promise<void> {
  for (const end = added + total; added < end;) {
    await until(() => added - done < window);
    const count = Math.min(PAGES_AT_ONCE * PER_PAGE, end - added);
    const starts = Array.from({ length: count / PER_PAGE }, (_, index) => added + index * PER_PAGE);
    await flows.addBulk(starts.map(page));
    added += count;
  }
  await until(() => pagesDone === added / PER_PAGE);
}

await addAll(2_000);
const cpu = process.cpuUsage();
const started = performance.now();
await addAll(items);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const result: BullmqLoopResult = { itemsPerSecond: items / seconds, cpuSeconds: (user + system) / 1e6 };
process.send?.(result);
