import type { RunPosition } from '@hrflow-sync/core';
import { ApiError } from './errors.js';

const CURSOR = /^(\d{1,15}):([\w-]{1,64})$/;

/** A place in a list of runs as a client hands it back. Opaque to the client. */
export function writeCursor({ startedAtMs, runId }: RunPosition): string {
  return Buffer.from(`${startedAtMs}:${runId}`).toString('base64url');
}

/** @throws {@link ApiError} `request_invalid` */
export function readCursor(text: string): RunPosition {
  const [, startedAtMs, runId] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (startedAtMs !== undefined && runId !== undefined) return { startedAtMs: Number(startedAtMs), runId };
  const message = 'not a cursor: expected next_cursor of an earlier answer';
  throw new ApiError('request_invalid', 'The request is not understood.', [
    { code: 'parameter_invalid', path: 'cursor', message },
  ]);
}
