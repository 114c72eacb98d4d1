/**
 * Runs the benchmarks, or those named on the command line: pnpm bench [--publish] [name…]
 *
 * Every number compares two things measured in one go on one machine. Results go to bench/results/latest.json;
 * with --publish also to docs/performance.json and into the table of docs/performance.md. Ends with 1 when a
 * goal isn't reached.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import type { Benchmark, Measurement } from './benchmark.js';
import { encryption } from './benchmarks/encryption.js';
import { engine } from './benchmarks/engine.js';
import { fairness } from './benchmarks/fairness.js';
import { memory } from './benchmarks/memory.js';
import { recovery } from './benchmarks/recovery.js';
import { unchanged } from './benchmarks/unchanged.js';
import { updateAfar, updateAtOnce } from './benchmarks/update.js';
import { window } from './benchmarks/window.js';
import { describe, reportOf, writeTable } from './report.js';
import { World } from './world/world.js';

const ALL: readonly Benchmark[] = [
  updateAtOnce,
  updateAfar,
  engine,
  encryption,
  unchanged,
  memory,
  recovery,
  window,
  fairness,
];
const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

const publish = process.argv.includes('--publish');
const names = process.argv.slice(2).filter((argument) => argument !== '--publish');
const unknown = names.filter((name) => !ALL.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = ALL.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. Known: ${known}.\n`);
  process.exit(2);
}

const measurements: Measurement[] = [];
for (const benchmark of ALL) {
  if (names.length === 0 || names.includes(benchmark.name)) measurements.push(...(await take(benchmark)));
}
const report = reportOf(measurements);
const json = await format(JSON.stringify(report), { parser: 'json', printWidth: 110 });
await mkdir(pathOf('bench/results'), { recursive: true });
await writeFile(pathOf('bench/results/latest.json'), json);
if (publish) {
  await writeFile(pathOf('docs/performance.json'), json);
  await writeTable(pathOf('docs/performance.md'), report);
}
process.exitCode = report.measurements.every(({ reached }) => reached) ? 0 : 1;

async function take(benchmark: Benchmark): Promise<Measurement[]> {
  const world = new World();
  try {
    const found = await benchmark.run(world);
    for (const each of found) process.stdout.write(describe(each));
    return found.filter((each): each is Measurement => 'value' in each);
  } finally {
    await world.close();
  }
}
