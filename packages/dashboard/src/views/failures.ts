import type { DeadLetter, DeadLetterEvent, DroppedLetter } from '@hrflow-sync/core';
import type { Desk } from '../desk.js';

/** Items of a group that are shown at once. */
export const ITEMS_SHOWN = 20;

/** Dead letters of a run that have one error code. */
export interface FailureGroup {
  readonly event: DeadLetterEvent;
  readonly code: string;
  readonly count: number;
  /** The first of them, by ordinal. */
  readonly items: readonly DeadLetter[];
}

/** What failed in a run. */
export interface Failures {
  /** The largest first. */
  readonly groups: readonly FailureGroup[];
  readonly dropped: readonly DroppedLetter[];
}

/**
 * Groups the dead letters of a run. However many there are, only those that are shown are kept in memory,
 * and one bit of each other.
 * @param after ordinal after which the items of a group begin, by code
 */
export async function failuresOf(
  { ledger }: Desk,
  runId: string,
  from: { readonly code: string; readonly after: number } | undefined,
): Promise<Failures> {
  const groups = new Map<string, FailureGroup & { count: number; items: DeadLetter[] }>();
  const seen = new Ordinals();
  for await (const letter of ledger.eachDeadLetter(runId)) {
    if (!seen.add(letter.ordinal)) continue;
    const { event, code } = letter;
    const key = `${event} ${code}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { event, code, count: 0, items: [] }));
    group.count++;
    if (from?.code !== code || letter.ordinal > from.after) insert(group.items, letter);
  }
  const dropped = await ledger.droppedLetters(runId);
  return { groups: [...groups.values()].sort((a, b) => b.count - a.count), dropped };
}

/** Keeps the first ones, in order. */
function insert(items: DeadLetter[], letter: DeadLetter): void {
  const last = items.at(-1);
  if (items.length >= ITEMS_SHOWN && last && last.ordinal < letter.ordinal) return;
  const at = items.findIndex(({ ordinal }) => ordinal > letter.ordinal);
  items.splice(at === -1 ? items.length : at, 0, letter);
  items.length = Math.min(items.length, ITEMS_SHOWN);
}

/** A set of ordinals, one bit each. */
class Ordinals {
  private bits = new Uint8Array(1_024);

  /** Whether it was not there yet. */
  add(ordinal: number): boolean {
    const index = ordinal >> 3;
    if (index >= this.bits.length) {
      const larger = new Uint8Array(Math.max(index + 1, this.bits.length * 2));
      larger.set(this.bits);
      this.bits = larger;
    }
    const bit = 1 << (ordinal & 7);
    const byte = this.bits[index] ?? 0;
    this.bits[index] = byte | bit;
    return (byte & bit) === 0;
  }
}
