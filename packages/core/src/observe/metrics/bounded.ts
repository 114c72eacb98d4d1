/** Takes the place of values beyond those a label may have. */
export const OTHER = 'other';

/**
 * Lets the first `most` different values through and calls every later one `other`. For labels whose values
 * others decide: what a server answers must not make series without end.
 */
export function bounded(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return OTHER;
    known.add(value);
    return value;
  };
}
