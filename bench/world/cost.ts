import { cpuSeconds } from './quiet.js';

/** Processor milliseconds per item, by process. */
export type CostPerItem = Readonly<Record<string, number>>;

/** Takes the processor time of processes while something runs. */
export async function costOf<Value>(
  pids: Readonly<Record<string, number>>,
  items: number,
  run: () => Promise<Value>,
): Promise<{ value: Value; cost: CostPerItem }> {
  const before = Object.entries(pids).map(([name, pid]) => ({ name, pid, used: cpuSeconds(pid).total }));
  const value = await run();
  const cost = before.map(({ name, pid, used }) => [name, ((cpuSeconds(pid).total - used) / items) * 1000]);
  return { value, cost: Object.fromEntries(cost) as CostPerItem };
}
