/**
 * Changes an error's texts in place, and those of the errors behind it. Returns what it was given; what isn't an error
 * stays as it is.
 */
export function rewriteErrorTexts<Thrown>(
  thrown: Thrown,
  rewrite: (text: string) => string,
  seen = new Set<unknown>(),
): Thrown {
  if (!(thrown instanceof Error) || seen.has(thrown)) return thrown;
  seen.add(thrown);
  // Among them are `message`, `stack` and `cause`, which are not enumerable.
  for (const name of Object.getOwnPropertyNames(thrown)) {
    const value: unknown = Reflect.get(thrown, name);
    if (typeof value === 'string') replace(thrown, name, value, rewrite(value));
    else if (Array.isArray(value)) value.forEach((each: unknown) => rewriteErrorTexts(each, rewrite, seen));
    else rewriteErrorTexts(value, rewrite, seen);
  }
  return thrown;
}

function replace(error: Error, name: string, text: string, rewritten: string): void {
  // A read-only property stays as it is: nobody is better off with another error here.
  if (rewritten !== text) Reflect.set(error, name, rewritten);
}
