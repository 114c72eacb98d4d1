import { parseArgs } from 'node:util';
import { createRandom } from './random.js';
import { passed, play, type Outcome } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';
import { table } from './table.js';

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const size = values.quick ? 'quick' : 'full';
const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
if (unknown.length > 0 || !Number.isInteger(seed)) {
  const names = SCENARIOS.map(({ name, says }) => `  ${name.padEnd(22)}${says}`).join('\n');
  process.stderr.write(
    `usage: pnpm chaos [--seed N] [--quick] [scenario…]\n${unknown.join(', ')}\n${names}\n`,
  );
  process.exit(2);
}

const chosen = SCENARIOS.filter(({ name, fullOnly = false }) =>
  positionals.length > 0 ? positionals.includes(name) : size === 'full' || !fullOnly,
);
process.stdout.write(`seed ${seed}, ${size}: ${chosen.map(({ name }) => name).join(', ')}\n`);
const outcomes: Outcome[] = [];
for (const scenario of chosen) {
  process.stdout.write(`${scenario.name}: ${scenario.says}\n`);
  const outcome = await play(scenario, size, createRandom(seed));
  process.stdout.write(`  ${passed(outcome) ? 'ok' : 'FAILED'} in ${outcome.seconds.toFixed(1)} s\n`);
  for (const problem of outcome.problems) process.stdout.write(`  ${problem}\n`);
  outcomes.push(outcome);
}
process.stdout.write(`\nseed ${seed}, ${size}\n\n${table(outcomes)}\n`);
process.exitCode = outcomes.every(passed) ? 0 : 1;
