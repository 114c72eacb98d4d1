import { auditedItem, type Receipt } from '@hrflow-sync/core';
import { recordCommand } from './audit.js';
import type { Desk } from './desk.js';

/** Removes every trace of an item from Redis, and says what there was. */
export async function eraseItem(
  { eraser, audit }: Desk,
  reference: string,
  { json }: { json: boolean },
): Promise<string> {
  await recordCommand(audit, { action: 'erase', target: auditedItem(reference) });
  const receipt = await eraser.erase(reference);
  return json ? JSON.stringify(receipt, null, 2) : describe(receipt);
}

function describe({ reference, erasedAt, inFlight, ...counts }: Receipt): string {
  const found: readonly (readonly [number, string])[] = [
    [counts.jobs, 'waiting to be pushed'],
    [counts.deadLetters, 'dead letters'],
    [counts.dropped, 'dropped'],
    [counts.fingerprints, 'fingerprints'],
    [counts.notes, 'notes of runs'],
    [counts.copies, 'copies for callbacks and previews'],
    [counts.events, 'events'],
    [counts.given, 'handed in'],
  ];
  const lines = found.filter(([count]) => count > 0).map(([count, what]) => `  ${count} ${what}`);
  return [
    `Erased ${reference} at ${erasedAt}:${lines.length === 0 ? ' there was nothing.' : ''}`,
    ...lines,
    ...(inFlight > 0 ? [`${inFlight} in work at this moment: erase again when done.`] : []),
    'ATS and HrFlow keep what they have.',
  ].join('\n');
}
