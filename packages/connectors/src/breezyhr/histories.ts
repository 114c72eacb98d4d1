import type { HttpClient } from '../kit/http/client.js';
import { present, textOrNull } from '../kit/present.js';
import type { BreezyhrCandidate, BreezyhrEducation, BreezyhrWork } from './candidate.js';
import type { BreezyhrCandidateInput, BreezyhrEducationInput, BreezyhrWorkInput } from './candidate-input.js';
import { dateIn } from './dates.js';
import { studiesTitle } from './format-candidate.js';

/** An entry to write, and the route below the candidate that takes it. */
export interface HistoryWrite {
  readonly route: 'work-history' | 'education';
  /** The company or school. */
  readonly place: string;
  readonly entry: BreezyhrWorkInput | BreezyhrEducationInput;
}

/**
 * The entries that have to be written so that Breezy has those of an item. Its routes add an entry, or change
 * the one with the same company or school (w6w's Breezy app, quoting Breezy's reference): so they hold one
 * entry of each. Of an item's several at one place that Breezy lacks, the latest is written; and none once
 * Breezy has one of them as it is, because that is the one the route would change. So a push repeated writes
 * nothing new. What the routes can't take, entries beyond the latest at a place, only a candidate's creation
 * can bring.
 */
export function missingHistory(item: BreezyhrCandidateInput, stored: BreezyhrCandidate): HistoryWrite[] {
  const works = missing(present(item.work_history), present(stored.work_history).map(workFacts), workFacts);
  const held = present(stored.education);
  const said = present(item.education).map((entry) => withoutDegree(entry, held));
  const studies = missing(said, held.map(educationFacts), educationFacts);
  return [
    ...works.map((entry): HistoryWrite => ({ route: 'work-history', place: entry.company_name, entry })),
    ...studies.map((entry): HistoryWrite => ({ route: 'education', place: entry.school_name, entry })),
  ];
}

/**
 * Breezy shows a degree that it doesn't take. In HrFlow it is part of the title, so it comes back in front of
 * the field of study; written there, it would be in front twice when it is read next, and so on.
 */
function withoutDegree(
  entry: BreezyhrEducationInput,
  held: readonly BreezyhrEducation[],
): BreezyhrEducationInput {
  const same = held.find(
    (known) =>
      folded(known.school_name) === folded(entry.school_name) &&
      folded(studiesTitle(known)) === folded(entry.field_of_study),
  );
  return same ? { ...entry, field_of_study: same.field_of_study } : entry;
}

/** Adds or changes one entry. Sent twice, it leaves one. */
export async function writeHistory(client: HttpClient, path: string, { route, entry }: HistoryWrite) {
  await client.send({ method: 'PUT', path: `${path}/${route}`, json: entry, ignoreBody: true });
}

/** An entry's facts in one form, whether Breezy gave it or takes it; a blank one is `undefined`. */
interface Facts {
  readonly place: string | undefined;
  readonly texts: readonly (string | undefined)[];
  readonly numbers: readonly (number | undefined)[];
}

function missing<Entry extends BreezyhrWorkInput | BreezyhrEducationInput>(
  entries: readonly Entry[],
  stored: readonly Facts[],
  factsOf: (entry: Entry) => Facts,
): Entry[] {
  const places = [...new Set(entries.map((entry) => factsOf(entry).place))];
  return places.flatMap((place) => {
    const atPlace = entries.filter((entry) => factsOf(entry).place === place);
    const known = atPlace.some((entry) => stored.some((held) => saysNothingNew(factsOf(entry), held)));
    const [latest] = atPlace.toSorted((a, b) => startOf(b) - startOf(a));
    return known || latest === undefined ? [] : [latest];
  });
}

function startOf({ start_year, start_month }: BreezyhrWorkInput | BreezyhrEducationInput): number {
  return (start_year ?? 0) * 12 + (typeof start_month === 'number' ? start_month : 0);
}

/** What an entry leaves out is no difference: a blank value never replaces what Breezy holds. */
function saysNothingNew(entry: Facts, held: Facts): boolean {
  const same = <Value>(list: readonly Value[], other: readonly Value[]): boolean =>
    list.every((value, index) => value === undefined || value === other[index]);
  return entry.place === held.place && same(entry.texts, held.texts) && same(entry.numbers, held.numbers);
}

function workFacts(work: BreezyhrWork | BreezyhrWorkInput): Facts {
  const { start, end } = datesOf(work);
  return {
    place: folded(work.company_name),
    texts: [folded(work.title), folded(work.summary)],
    numbers: [start?.year, start?.month, end?.year, end?.month],
  };
}

/** Months of studies can't be written, so they are not compared. */
function educationFacts(education: BreezyhrEducation | BreezyhrEducationInput): Facts {
  const { start, end } = datesOf(education);
  return {
    place: folded(education.school_name),
    texts: [folded(education.field_of_study)],
    numbers: [start?.year, end?.year],
  };
}

function datesOf(period: BreezyhrWork | BreezyhrEducation) {
  return {
    start: dateIn(period.start_date, period.start_year, period.start_month),
    end: dateIn(period.end_date, period.end_year, period.end_month),
  };
}

function folded(text: string | null | undefined): string | undefined {
  return textOrNull(text)?.toLowerCase();
}
