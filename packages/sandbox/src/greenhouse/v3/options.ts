import type { Education } from '../candidate.js';
import { DEGREES, DISCIPLINES, SCHOOLS } from '../vocabulary.js';
import type { Row } from './filters.js';

/** The custom fields whose options stand for an education, with their ids. */
const FIELDS = { school_name: 10, degree: 11, discipline: 12 } as const;
export type OptionKey = keyof typeof FIELDS;
type Key = OptionKey;

const KNOWN: Readonly<Record<Key, readonly string[]>> = {
  school_name: SCHOOLS,
  degree: DEGREES,
  discipline: DISCIPLINES,
};
const FIRST_ID = 501;
const MADE_AT = '2022-01-03T09:00:00.000Z';

interface Option {
  readonly id: number;
  readonly key: Key;
  readonly name: string;
}

/** Names of schools, degrees and disciplines as options with ids; v1 lists them by the same ids. A name that a test made up gets one, too. */
export class Options {
  readonly #byName = new Map<string, Option>();

  constructor() {
    for (const key of Object.keys(KNOWN) as Key[]) for (const name of KNOWN[key]) this.#option(key, name);
  }

  /** An education's three option ids, under v3's names. */
  idsOf(education: Education): Row {
    const idOf = (key: Key): number | null => {
      const name = education[key];
      return name === null ? null : this.#option(key, name).id;
    };
    return {
      school_name_custom_field_option_id: idOf('school_name'),
      degree_custom_field_option_id: idOf('degree'),
      discipline_custom_field_option_id: idOf('discipline'),
    };
  }

  /** The names of one of the fields, with their ids. */
  of(key: OptionKey): { readonly id: number; readonly name: string }[] {
    return [...this.#byName.values()].filter((option) => option.key === key);
  }

  /** What an option of one of the fields is called. */
  nameOf(key: OptionKey, id: number): string | undefined {
    return this.of(key).find((option) => option.id === id)?.name;
  }

  add(key: OptionKey, name: string): void {
    this.#option(key, name);
  }

  rows(): Row[] {
    return [...this.#byName.values()].map(({ id, key, name }) => ({
      id,
      custom_field_id: FIELDS[key],
      // Filtered by, but no part of the answer: taken out before it is sent.
      custom_field_key: key,
      name,
      external_id: null,
      sort_order: id - FIRST_ID,
      active: true,
      created_at: MADE_AT,
      updated_at: MADE_AT,
    }));
  }

  #option(key: Key, name: string): Option {
    const known = this.#byName.get(`${key} ${name}`);
    if (known) return known;
    const option = { id: FIRST_ID + this.#byName.size, key, name };
    this.#byName.set(`${key} ${name}`, option);
    return option;
  }
}
