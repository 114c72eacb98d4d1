/** Shorter values are too likely to be ordinary words of a line. */
const SHORTEST_SECRET = 6;
const BLACKED_OUT = '[secret]';

/**
 * The secrets this process knows. Whatever is written down passes through {@link Secrets.remove}, so that none shows,
 * whoever put it into a message.
 */
export class Secrets {
  private known: readonly string[] = [];

  /** Adds values; what isn't a text, or is too short to be told from one, is left out. */
  add(values: readonly unknown[]): void {
    const texts = values
      .filter((value): value is string => typeof value === 'string')
      .filter((value) => value.length >= SHORTEST_SECRET)
      .flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
    // The longest first: one may be part of another.
    this.known = [...new Set([...this.known, ...texts])].sort((a, b) => b.length - a.length);
  }

  remove(text: string): string {
    return this.known.reduce((clean, secret) => clean.replaceAll(secret, BLACKED_OUT), text);
  }
}
