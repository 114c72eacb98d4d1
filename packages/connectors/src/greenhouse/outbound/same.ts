import { folded } from '../../kit/json.js';
import type { HeldEducation, HeldEmployment } from './harvest.js';

/** A text to compare by: case, spaces, commas and the form of apostrophes don't matter. */
export function plain(text: string | null | undefined): string {
  return folded(text?.normalize('NFKC'))
    .replace(/[’‘`´]/g, "'")
    .replace(/[\s,]+/g, ' ')
    .trim();
}

/** `https://www.example.com/` and `example.com` are one address. */
export function bareUrl(url: string | null | undefined): string {
  return folded(url)
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/+$/, '');
}

/** Fewer digits than these are too few to tell numbers apart by their ends. */
const TELLING_DIGITS = 8;

/** Two spellings of one phone number: `+33 6 39 98 00 12` and `06 39 98 00 12`. */
export function samePhone(a: string | null | undefined, b: string | null | undefined): boolean {
  const [digitsA, digitsB] = [digitsOf(a), digitsOf(b)];
  if (digitsA === '' || digitsB === '') return plain(a) === plain(b);
  if (digitsA === digitsB) return true;
  const [short, long] = [digitsA, digitsB].sort((x, y) => x.length - y.length) as [string, string];
  return short.length >= TELLING_DIGITS && long.endsWith(short);
}

/** Without the zeros by which numbers start inside a country, or on the way out of it. */
function digitsOf(phone: string | null | undefined): string {
  return (phone ?? '').replace(/\D/g, '').replace(/^0+/, '');
}

/** Texts that are the same, or of which one says nothing. */
function agree(a: string | null | undefined, b: string | null | undefined): boolean {
  const [plainA, plainB] = [plain(a), plain(b)];
  return plainA === plainB || plainA === '' || plainB === '';
}

/** `2012-08` of a date: Greenhouse shows months only (Harvest v1 docs, "POST: Add Education"). */
function monthOf(date: string | null | undefined): string {
  return (date ?? '').slice(0, 'YYYY-MM'.length);
}

/**
 * Whether two educations are one. Harvest has no way of changing one, so what is added twice stays twice:
 * where one of the two leaves something open, they count as the same. A candidate just created comes back
 * without any dates (Harvest v1 docs, "POST: Add Candidate").
 */
export function sameEducation(a: HeldEducation, b: HeldEducation): boolean {
  return (
    plain(a.school_name) === plain(b.school_name) &&
    agree(a.degree, b.degree) &&
    agree(a.discipline, b.discipline) &&
    agree(monthOf(a.start_date), monthOf(b.start_date)) &&
    agree(monthOf(a.end_date), monthOf(b.end_date))
  );
}

/** Whether two employments are one: same company, same title, begun in the same month. Its end may come later. */
export function sameEmployment(a: HeldEmployment, b: HeldEmployment): boolean {
  return (
    plain(a.company_name) === plain(b.company_name) &&
    plain(a.title) === plain(b.title) &&
    agree(monthOf(a.start_date), monthOf(b.start_date))
  );
}

/** The items that Greenhouse doesn't hold. Each held entry stands for one item at most. */
export function missing<Item, Held>(
  items: readonly Item[],
  held: readonly Held[],
  same: (held: Held, item: Item) => boolean,
): Item[] {
  const free = new Set(held);
  return items.filter((item) => {
    const match = [...free].find((entry) => same(entry, item));
    return match === undefined || !free.delete(match);
  });
}
