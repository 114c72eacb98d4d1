/** The entries of a list that are there, whether the list is or not. */
export function present<Entry>(list: readonly (Entry | null | undefined)[] | null | undefined): Entry[] {
  return (list ?? []).filter((entry): entry is Entry => entry !== null && entry !== undefined);
}

/** The trimmed text, or null when there is none. */
export function textOrNull(text: string | null | undefined): string | null {
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}
