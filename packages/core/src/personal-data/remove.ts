import { rewriteErrorTexts } from '@hrflow-sync/connectors';
import { personalWords } from './words.js';

/** Stands where somebody's data was. */
const HIDDEN = '[personal]';
/** Quoted from elsewhere: no item of ours names it. */
const EMAIL = /[\w.%+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * Takes out of an error's texts, in place, what tells whom the item is about, and any e-mail address. Returns the
 * error. What failed is kept for months, the item only until it is mended.
 */
export function removePersonalData<Thrown>(thrown: Thrown, item: unknown): Thrown {
  const words = personalWords(item);
  const pattern = words.length > 0 ? patternOf(words) : undefined;
  return rewriteErrorTexts(thrown, (text) => {
    const withoutWords = pattern ? text.replace(pattern, HIDDEN) : text;
    return withoutWords.replace(EMAIL, HIDDEN);
  });
}

/** Longest first: a full name holds the first one. Whole words only: "Ann" isn't to be taken out of "annual". */
function patternOf(words: readonly string[]): RegExp {
  const alternatives = [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}
