/** A JSON object of which only some attributes are known. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value says nothing: null, left out, an empty text or list, or an object of such. */
export function isBlank(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isBlank);
}

/** A text to compare by: letters' case and outer spaces don't matter, and no text equals an empty one. */
export function folded(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}
