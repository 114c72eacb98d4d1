import { json, type Answer } from '../http/answer.js';

/** Something Breezy answers in its error envelope. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** `{"error": {"type", "message"}}` (developer.breezy.hr, "Candidates", errors). */
export function errorAnswer(
  { status, type, message }: { readonly status: number; readonly type: string; readonly message: string },
  headers?: Readonly<Record<string, string>>,
): Answer {
  return json(status, { error: { type, message } }, headers);
}
