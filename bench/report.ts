import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { format } from 'prettier';
import { isReached, round, type Measurement, type Skipped } from './benchmark.js';

/** What a run of the benchmarks found, as it is written down. */
export interface Report {
  readonly measured_at: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly measurements: readonly (Measurement & { readonly reached: boolean })[];
}

export function reportOf(measurements: readonly Measurement[]): Report {
  const [cpu] = cpus();
  return {
    measured_at: new Date().toISOString(),
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memory_gib: Math.round(totalmem() / 1024 ** 3),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
    measurements: measurements.map((each) => ({
      ...each,
      value: round(each.value, 3),
      values: each.values.map((value) => round(value, 3)),
      reached: isReached(each),
    })),
  };
}

/** A measurement for the terminal. */
export function describe(measurement: Measurement | Skipped): string {
  if ('skipped' in measurement) return `${measurement.name}: skipped: ${measurement.skipped}\n`;
  const { name, goal, value, values } = measurement;
  const verdict = goal === undefined ? '' : isReached(measurement) ? ', reached' : ', NOT reached';
  const lines = [
    `${name}: ${write(measurement, value)} (${goal === undefined ? 'no goal' : `goal ${goalOf(measurement)}`}${verdict})`,
    ...(values.length > 1
      ? [`  measured: ${values.map((each) => write(measurement, each)).join(', ')}`]
      : []),
    ...Object.entries(measurement.details).map(([key, each]) => `  ${key}: ${each}`),
  ];
  return `${lines.join('\n')}\n`;
}

const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** Writes the table of a report between the markers of a page. */
export async function writeTable(file: string, report: Report): Promise<void> {
  const page = await readFile(file, 'utf8');
  const [before, rest] = [page.split(BEGIN)[0], page.split(END)[1]];
  if (before === undefined || rest === undefined) throw new Error(`${file} has no ${BEGIN} … ${END}`);
  const text = `${before}${BEGIN}\n\n${tableOf(report)}\n\n${END}${rest}`;
  await writeFile(file, await format(text, { filepath: file, printWidth: 110, proseWrap: 'preserve' }));
}

function tableOf({ machine, measured_at, measurements }: Report): string {
  const rows = measurements.map((each) => {
    const spread = each.values.length > 1 ? spreadOf(each) : '';
    const verdict = each.goal === undefined ? '' : `${goalOf(each)} ${each.reached ? '✔' : '✘'}`;
    return `| ${each.name} | ${each.what} | **${write(each, each.value)}**${spread} | ${verdict} |`;
  });
  const { cpu, cores, memory_gib, node } = machine;
  return [
    `${measured_at.slice(0, 'YYYY-MM-DD'.length)}, ${cores} cores of ${cpu}, ${memory_gib} GiB, Node ${node}.`,
    '',
    '| name | what is measured | value | goal |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function spreadOf(measurement: Measurement): string {
  const { values } = measurement;
  return ` (${write(measurement, Math.min(...values))} to ${write(measurement, Math.max(...values))})`;
}

function write({ unit }: Pick<Measurement, 'unit'>, value: number): string {
  switch (unit) {
    case '×':
      return `${round(value, value < 10 ? 2 : 0)} ×`;
    case '%':
      return `${value > 0 ? '+' : ''}${round(value, 1)} %`;
    case 's':
      return `${round(value, 1)} s`;
    default:
      return unit satisfies never;
  }
}

function goalOf(measurement: Measurement): string {
  const { goal } = measurement;
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `≥ ${write(measurement, goal.atLeast)}` : `≤ ${write(measurement, goal.atMost)}`;
}
