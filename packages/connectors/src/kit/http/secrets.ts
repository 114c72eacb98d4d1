/** Shorter values are too likely to be ordinary words of an answer. */
const SHORTEST_SECRET = 6;
const BLACKED_OUT = '[secret]';

/**
 * Returns a function that blacks out `values` in a text. Providers do quote keys: HrFlow answers
 * "Invalid secret key: ask_… for permission: write".
 */
export function secretsRemover(values: readonly unknown[]): (text: string) => string {
  const secrets = values
    .filter((value): value is string => typeof value === 'string')
    .flatMap((value) => [value, encodeURIComponent(value), ...value.split(' ')])
    .filter((value) => value.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, BLACKED_OUT), text);
}
