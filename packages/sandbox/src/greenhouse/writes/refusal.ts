/** One thing wrong with a body. */
export interface Fault {
  readonly message: string;
  /** None where it is about the state of things rather than about what was sent. */
  readonly field?: string;
}

/** A write that Harvest doesn't do. Thrown by what both versions share; each words it in its own envelope. */
export class Refusal extends Error {
  constructor(
    readonly status: 403 | 404 | 422,
    readonly faults: readonly Fault[] = [],
  ) {
    super(faults.map(({ field, message }) => `${field ?? ''} ${message}`).join('; '));
    this.name = 'Refusal';
  }
}

export function notFound(): Refusal {
  return new Refusal(404);
}

export function invalid(...faults: readonly Fault[]): Refusal {
  return new Refusal(422, faults);
}
