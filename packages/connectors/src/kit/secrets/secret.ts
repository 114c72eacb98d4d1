import { inspect } from 'node:util';

/** What stands in the place of a secret wherever it would be shown. */
export const BLACKED_OUT = '[secret]';

/**
 * Holds credentials on their way to where they are sent. However it is shown, in a template, as JSON, by
 * `console.log`, in an error's message, it is `[secret]`; only {@link Secret.reveal} gives the value.
 */
export class Secret<Value> {
  // Not TypeScript's `private`: that one is there to see for JSON and inspect.
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  /** The value itself, or what was no secret as it is. To be called at the very end. */
  static reveal<Value>(value: Value | Secret<Value>): Value {
    return value instanceof Secret ? value.reveal() : value;
  }

  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return BLACKED_OUT;
  }

  toJSON(): string {
    return BLACKED_OUT;
  }

  [Symbol.toPrimitive](): string {
    return BLACKED_OUT;
  }

  [inspect.custom](): string {
    return BLACKED_OUT;
  }
}
