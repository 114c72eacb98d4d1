import { z } from 'zod';
import { RejectedItemError } from '../kit/errors.js';

const EXPECTED = 'expected a text: references are strings, such as "53883394"';

/** An item's identity in HrFlow. Writers reject an item without one with a message of their own. */
export const reference = z.string({ error: EXPECTED }).nullish();

/** An item to archive: all HrFlow needs is which one. */
export const HrflowReference = z.object({ reference: z.string({ error: EXPECTED }).min(1, EXPECTED) });
export type HrflowReference = z.output<typeof HrflowReference>;

/** @throws {@link RejectedItemError} `reference_missing` */
export function referenceOf(
  item: { reference?: string | null | undefined },
  entity: 'profile' | 'job',
): string {
  if (item.reference) return item.reference;
  throw new RejectedItemError(
    `The item has no reference, so HrFlow can not tell which ${entity} it is. Check the format.`,
    { code: 'reference_missing', path: 'reference' },
  );
}
