/** The entries of a list that are there, whether the list is or not. */
export function present<Entry>(list: readonly (Entry | null | undefined)[] | null | undefined): Entry[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly (Entry | null | undefined)[]).filter(
    (entry): entry is Entry => entry !== null && entry !== undefined,
  );
}

/** The trimmed text, or null when there is none. */
export function textOrNull(text: unknown): string | null {
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}
