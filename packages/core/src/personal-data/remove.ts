import { rewriteErrorTexts } from '@hrflow-sync/connectors';
import { personalWords } from './words.js';

/** Stands where somebody's data was. */
const HIDDEN = '[personal]';
/** Quoted from elsewhere: no item of ours names it. */
const EMAIL = /[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/g;

/** Scripts that write words without a space between them, where one character is a name. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Shorter ones are initials. */
const SHORTEST_WORD = 2;
/** "Li" isn't to be taken out of "li": shorter ones are compared as they are written. */
const SHORTEST_IN_ANY_CASE = 3;

/**
 * Takes out of an error's texts, in place, what tells whom the item is about, and any e-mail address. Returns the
 * error. What failed is kept for months, the item only until it is mended.
 */
export function removePersonalData<Thrown>(thrown: Thrown, item: unknown): Thrown {
  const patterns = patternsOf(personalWords(item));
  return rewriteErrorTexts(thrown, (text) =>
    patterns.reduce((shown, pattern) => shown.replace(pattern, HIDDEN), text),
  );
}

function patternsOf(words: readonly string[]): RegExp[] {
  const dense = words.filter((word) => WITHOUT_SPACES.test(word));
  const spaced = words.filter((word) => !WITHOUT_SPACES.test(word) && word.length >= SHORTEST_WORD);
  const long = spaced.filter((word) => word.length >= SHORTEST_IN_ANY_CASE);
  const short = spaced.filter((word) => word.length < SHORTEST_IN_ANY_CASE);
  return [...anyOf(long, 'giu'), ...anyOf(short, 'gu'), ...anyOf(dense, 'gu', ''), EMAIL];
}

/** Whole words only: "Ann" isn't to be taken out of "annual". */
const LETTER = String.raw`[\p{L}\p{N}]`;

/** Longest first: a full name holds the first one. */
function anyOf(words: readonly string[], flags: string, letter = LETTER): RegExp[] {
  if (words.length === 0) return [];
  const alternatives = [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
    .join('|');
  return [new RegExp(letter === '' ? alternatives : `(?<!${letter})(?:${alternatives})(?!${letter})`, flags)];
}
