import { invalid, type Fault } from './refusal.js';

type Json = Readonly<Record<string, unknown>>;

/** ISO 8601: a date, or a date and a time. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Takes values out of a body and notes what is wrong with them. That a bad value is answered with the
 * documented 422 envelope is documented, with one example ("Must be one of: …"); the other words are ours.
 */
export class Body {
  readonly faults: Fault[] = [];
  readonly #json: Json;

  /** @param known the body's keys; another one is refused, where Harvest's own answer is unverified */
  constructor(json: unknown, known: readonly string[]) {
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    if (!isObject) throw invalid({ message: 'Your request included invalid JSON.' });
    this.#json = json as Json;
    for (const field of Object.keys(this.#json)) {
      if (!known.includes(field)) this.refuse(field, 'Unknown parameter');
    }
  }

  has(field: string): boolean {
    return this.#json[field] !== undefined;
  }

  raw(field: string): unknown {
    return this.#json[field];
  }

  text(field: string): string | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    if (typeof value === 'string') return value;
    return this.refuse(field, 'Must be a string');
  }

  required(field: string): string {
    const value = this.text(field);
    if (value === null || value.trim() === '') this.refuse(field, "can't be blank");
    return value ?? '';
  }

  oneOf(field: string, values: readonly string[]): string | null {
    const value = this.text(field);
    if (value === null || values.includes(value)) return value;
    return this.refuse(field, `Must be one of: ${values.join(', ')}`);
  }

  boolean(field: string): boolean | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    // "One of: ["true", "false"]" (Harvest v1 docs, "PATCH: Edit Candidate"); the sample has the bare word.
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    return this.refuse(field, 'Must be one of: true, false');
  }

  id(field: string): number | null {
    const value = this.#json[field];
    if (value === undefined || value === null) return null;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    return this.refuse(field, 'Must be an integer');
  }

  /** A date or timestamp, as Harvest gives dates back. */
  date(field: string): string | null {
    const value = this.text(field);
    if (value === null) return null;
    const instant = ISO_8601.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(instant)) return this.refuse(field, 'Must be a timestamp in ISO-8601 format');
    return new Date(instant).toISOString();
  }

  list(field: string): readonly unknown[] | null {
    const value = this.#json[field];
    if (value === undefined) return null;
    return Array.isArray(value) ? value : this.refuse(field, 'Must be an array');
  }

  refuse(field: string, message: string): null {
    this.faults.push({ message, field });
    return null;
  }

  /** @throws {@link Refusal} when anything was wrong */
  end(): void {
    if (this.faults.length > 0) throw invalid(...this.faults);
  }
}
