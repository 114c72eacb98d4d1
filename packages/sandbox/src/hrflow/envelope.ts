import { json, type Answer } from '../http/answer.js';

/** A success around `data` that is JSON already, so that a stored profile is never parsed to be read. */
export function success(code: number, message: string, dataJson: string): Answer {
  return { status: code, body: `{"code":${code},"message":${JSON.stringify(message)},"data":${dataJson}}` };
}

/** An error: HrFlow's have no `data`. The HTTP status is always the `code`. */
export function failure(code: number, message: string): Answer {
  return json(code, { code, message });
}

/** Thrown inside the double to end a request with an error answer. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** An object that isn't there is a 400, not a 404. */
export function unableToFind(object: 'profile' | 'job' | 'source' | 'board'): Refusal {
  return new Refusal(400, `Invalid parameters. Unable to find object: ${object}`);
}
