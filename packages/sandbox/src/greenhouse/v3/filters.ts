/** A record as v3 lists it. */
export type Row = Readonly<Record<string, unknown>>;

/** What is wrong with a parameter, or whether a record passes it. */
export type Condition = { readonly error: string } | ((row: Row) => boolean);

/** Reads the value of a filter. */
export type Filter = (name: string, value: string) => Condition;

/** "maxItems: 50" for every list of ids. */
const MOST_IDS = 50;

/** A comma list of ids, at most 50; each list of ids in `field`, or the id in it. */
export const ids =
  (field: string): Filter =>
  (name, value) => {
    const wanted = value.split(',').map(Number);
    if (wanted.some((id) => !Number.isSafeInteger(id))) return { error: `${name} must be a list of ids` };
    if (wanted.length > MOST_IDS) return { error: `${name} must have at most ${MOST_IDS} items` };
    const set = new Set(wanted);
    return (row) => [row[field]].flat().some((id) => set.has(id as number));
  };

export const id =
  (field: string): Filter =>
  (name, value) =>
    /^\d+$/.test(value)
      ? (row) => [row[field]].flat().includes(Number(value))
      : { error: `${name} must be an integer` };

export const text =
  (field: string): Filter =>
  (_name, value) =>
  (row) =>
    row[field] === value;

export const flag =
  (field: string): Filter =>
  (name, value) =>
    value === 'true' || value === 'false'
      ? (row) => row[field] === (value === 'true')
      : { error: `${name} must be a boolean` };

/** No record of ours has it, whatever it is. */
export const none: Filter = () => () => false;

/** A word for each value the answer has. One it doesn't know finds nothing (reported; unverified). */
export const choice =
  (field: string, words: Readonly<Record<string, string>>): Filter =>
  (_name, value) =>
  (row) =>
    words[value] !== undefined && row[field] === words[value];

/** Epoch milliseconds: from the first on, up to but not including the second. */
export type Span = readonly [fromMs: number, untilMs: number];

/** `gte|2024-01-01T00:00:00.000Z|lt|2024-01-02T00:00:00.000Z`. Nothing where it isn't that. */
export function spanOf(value: string): Span | undefined {
  let [fromMs, untilMs] = [-Infinity, Infinity];
  const parts = value.split('|');
  if (parts.length % 2 === 1) return undefined;
  for (let index = 0; index < parts.length; index += 2) {
    const at = Date.parse(parts[index + 1] ?? '');
    if (Number.isNaN(at)) return undefined;
    if (parts[index] === 'gte') fromMs = Math.max(fromMs, at);
    else if (parts[index] === 'gt') fromMs = Math.max(fromMs, at + 1);
    else if (parts[index] === 'lt') untilMs = Math.min(untilMs, at);
    else if (parts[index] === 'lte') untilMs = Math.min(untilMs, at + 1);
    else return undefined;
  }
  return [fromMs, untilMs];
}

export const date =
  (field: string): Filter =>
  (name, value) => {
    const span = spanOf(value);
    if (span === undefined) return { error: `${name} must be operators and dates, separated by |` };
    return (row) => {
      const text = row[field];
      const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
      return at >= span[0] && at < span[1];
    };
  };
