import type { RunResult } from '@hrflow-sync/core';
import type { Sandbox } from '@hrflow-sync/sandbox';

/**
 * Compares a run's own counts with what the doubles saw, item by item. Returns what doesn't agree; empty
 * when everything does.
 */
export function disagreements(
  result: RunResult,
  sandbox: Sandbox,
  { discardTag, rejected }: { discardTag: string; rejected: readonly string[] },
): string[] {
  const found: string[] = [];
  let discarded = 0;
  let pushed = 0;
  for (const { id, tags } of sandbox.candidates()) {
    const reference = String(id);
    const item = sandbox.records.item(reference);
    const isDiscarded = tags.includes(discardTag);
    const isRejected = rejected.includes(reference);
    if (isDiscarded) discarded++;
    else if (!isRejected) pushed++;
    const expected = isDiscarded || isRejected ? 0 : 1;
    // A push repeated after a lost answer may write again, but never something else.
    if ((item?.distinctBodies ?? 0) !== expected)
      found.push(`${reference}: ${item?.distinctBodies ?? 0} versions written`);
  }
  const { events } = result;
  const compare = (name: string, ours: number, theirs: number): void => {
    if (ours !== theirs) found.push(`${name}: the run says ${ours}, the doubles say ${theirs}`);
  };
  compare('read', events.read_success, discarded + pushed + rejected.length);
  compare('discarded', events.logics_discard, discarded);
  compare('pushed', events.write_success, pushed);
  compare('failed', events.write_failure, rejected.length);
  return found;
}
