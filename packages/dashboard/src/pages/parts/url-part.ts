/** A text as a part of a URL. It may come from outside, where half a character, which has no UTF-8, is possible. */
export function urlPart(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}
