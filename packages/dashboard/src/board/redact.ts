/** Changes a job's data into what may be shown of it. Gets a copy of nothing: it must not change its input. */
export type Redact = (queue: string, data: unknown) => unknown;

/** Hides the item of a push, which is a person's profile; reference, workflow, run and stage stay. */
export const redactItem: Redact = (_queue, data) => {
  if (!isRecord(data) || !('item' in data)) return data;
  const { item, ...shown } = data;
  const size = typeof item === 'string' ? item.length : (JSON.stringify(item) ?? '').length;
  return { ...shown, item: `hidden (${size.toLocaleString('en')} characters)` };
};

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
