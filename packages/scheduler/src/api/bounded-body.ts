import { isUtf8 } from 'node:buffer';
import { shapeFlawIn } from '@hrflow-sync/connectors';
import { ApiError } from './errors.js';

/**
 * Lets through only bodies that whoever looks at them may recurse into, and assign from.
 * @throws {@link ApiError} `body_refused`
 */
export function checkShape(body: unknown): void {
  const flaw = shapeFlawIn(body);
  if (flaw) throw new ApiError('body_refused', `The body ${flaw.what}.`);
}

/**
 * JSON is UTF-8. Anything else would be read as if it were, with other characters in it than were sent.
 * @throws {@link ApiError} `body_refused`
 */
export function checkEncoding(bytes: Buffer): void {
  if (!isUtf8(bytes)) throw new ApiError('body_refused', 'The body is not UTF-8.');
}
