/** Changes a job's data into what may be shown of it. Gets a copy of nothing: it must not change its input. */
export type Redact = (queue: string, data: unknown) => unknown;

/** Fields of a job that hold people's data, or what came with it: the item of a push, what an event said. */
const HIDDEN = ['item', 'body', 'headers'];

/**
 * Hides what is a person's: the item of a push, body and headers of an event, records that somebody handed in to a
 * run. Reference, workflow, run and stage stay.
 */
export const redactItem: Redact = (_queue, data) => {
  if (!isRecord(data)) return data;
  const hidden = HIDDEN.filter((name) => name in data).map((name) => [name, sizeOf(data[name])]);
  const { given } = data;
  const shown = { ...data, ...(Object.fromEntries(hidden) as Record<string, string>) };
  if (!isRecord(given) || !('records' in given)) return shown;
  return { ...shown, given: { ...given, records: sizeOf(given['records']) } };
};

function sizeOf(value: unknown): string {
  if (Array.isArray(value)) return `hidden (${value.length.toLocaleString('en')} records)`;
  const size = typeof value === 'string' ? value.length : (JSON.stringify(value) ?? '').length;
  return `hidden (${size.toLocaleString('en')} characters)`;
}

/** What a list of jobs calls one: what it is about rather than what kind it is. */
export function jobTitle(data: unknown, fallback: string): string {
  if (!isRecord(data)) return fallback;
  const { workflowId, reference, ordinal, page } = data;
  const subject =
    typeof reference === 'string'
      ? reference
      : typeof ordinal === 'number'
        ? `item ${ordinal}`
        : typeof page === 'number'
          ? `page ${page}`
          : undefined;
  const parts = [workflowId, subject].filter((part) => typeof part === 'string');
  return parts.length > 0 ? parts.join(' · ') : fallback;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
