import { QUEUE_NAMES, type DeadLetter, type OpenQueues, type RunRecord } from '@hrflow-sync/core';
import { DISCARD_TAG, type Candidate, type Sandbox } from '@hrflow-sync/sandbox';

/** What came out of a run, seen from outside. */
export interface Verdict {
  /** Had to be written, and never was. */
  readonly lost: number;
  /** Was written, and must not have been. */
  readonly unexpected: number;
  /** Was written with two different contents. */
  readonly changed: number;
  /** Written more often than once with the same content: allowed, and told. */
  readonly repeated: number;
  /** Where the ledger and the doubles disagree, and what was left behind. */
  readonly problems: readonly string[];
}

/** Candidates whose logic throws, so that raw items and dead letters of our own are in every run. */
export const THROWING_ID_DIVISOR = 101;

export type Fate = 'pushed' | 'discarded' | 'threw' | 'rejected';

/** What has to become of a candidate. */
export function fateOf({ id, tags }: Candidate, rejected: ReadonlySet<string>): Fate {
  if (tags.includes(DISCARD_TAG)) return 'discarded';
  if (id % THROWING_ID_DIVISOR === 0) return 'threw';
  return rejected.has(String(id)) ? 'rejected' : 'pushed';
}

export interface Case {
  readonly sandbox: Sandbox;
  readonly rejected: ReadonlySet<string>;
  readonly record: RunRecord;
  readonly letters: readonly DeadLetter[];
  readonly queues: OpenQueues;
}

/** Compares what the ledger says of a finished run with the doubles' own records. */
export async function judge(given: Case): Promise<Verdict> {
  const fates = new Map(
    [...given.sandbox.candidates()].map((candidate) => [
      String(candidate.id),
      fateOf(candidate, given.rejected),
    ]),
  );
  const written = writes(given.sandbox, fates);
  const problems = [
    ...disagreements(given, fates),
    ...lettersAmiss(given.letters, fates),
    ...(await leftovers(given.queues)),
  ];
  return { ...written, problems };
}

function writes(
  sandbox: Sandbox,
  fates: ReadonlyMap<string, Fate>,
): Pick<Verdict, 'lost' | 'unexpected' | 'changed' | 'repeated'> {
  let unexpected = 0;
  let changed = 0;
  let repeated = 0;
  let reached = 0;
  for (const [reference, { posts, puts, distinctBodies }] of sandbox.records.items()) {
    if (posts + puts === 0) continue;
    if (fates.get(reference) === 'pushed') reached++;
    else unexpected++;
    if (distinctBodies > 1) changed++;
    else if (posts + puts > 1) repeated++;
  }
  return { lost: count(fates, 'pushed') - reached, unexpected, changed, repeated };
}

function disagreements({ record }: Case, fates: ReadonlyMap<string, Fate>): string[] {
  const { events } = record;
  const pushed = events.write_success + events.unchanged;
  const dead = events.write_failure + events.logics_failure + events.format_failure;
  const pairs: readonly (readonly [name: string, ours: number, theirs: number])[] = [
    ['read', events.read_success, fates.size],
    ['pushed', pushed, count(fates, 'pushed')],
    ['discarded', events.logics_discard, count(fates, 'discarded')],
    ['rejected', events.write_failure, count(fates, 'rejected')],
    ['logics that threw', events.logics_failure, count(fates, 'threw')],
    ['the sum', pushed + events.logics_discard + dead, events.read_success],
    ['outstanding', record.outstanding, 0],
    ['read failures', events.read_failure, 0],
  ];
  return pairs
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([name, ours, theirs]) => `${name}: the ledger says ${ours}, it should be ${theirs}`);
}

function lettersAmiss(letters: readonly DeadLetter[], fates: ReadonlyMap<string, Fate>): string[] {
  const expected = new Set(
    [...fates].filter(([, fate]) => fate === 'rejected' || fate === 'threw').map(([reference]) => reference),
  );
  const found: string[] = [];
  for (const { reference } of letters) {
    if (reference !== null && expected.delete(reference)) continue;
    found.push(`dead letter ${reference}: there should be none, or one only`);
  }
  return [...found, ...[...expected].map((reference) => `dead letter ${reference}: missing`)];
}

/** A finished run leaves nothing that waits or runs. */
async function leftovers(queues: OpenQueues): Promise<string[]> {
  const found: string[] = [];
  for (const name of QUEUE_NAMES.filter((queue) => queue !== 'ticks')) {
    const counts = await queues[name].getJobCounts('wait', 'active', 'delayed', 'waiting-children');
    for (const [state, number] of Object.entries(counts)) {
      if (number > 0) found.push(`${name}: ${number} ${state} after the end`);
    }
  }
  return found;
}

function count(fates: ReadonlyMap<string, Fate>, wanted: Fate): number {
  let found = 0;
  for (const fate of fates.values()) if (fate === wanted) found++;
  return found;
}
