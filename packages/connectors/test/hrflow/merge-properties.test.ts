import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { mergeItem } from '../../src/index.js';

type Json = Record<string, unknown>;

// Few words, so that entries of both sides are often about the same thing, and sometimes nearly so.
const word = fc.constantFrom('Python', 'python', ' PYTHON ', 'SQL', 'Lead SQL', 'é', '', '  ');
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 4 });
const text = maybe(word);
const object = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });
/** HrFlow's keys are unique. */
const distinct = (entries: readonly unknown[] | null) => {
  const keys = (entries ?? []).flatMap((entry) => (entry as Json)['key'] ?? []);
  return new Set(keys).size === keys.length;
};
const list = (entry: fc.Arbitrary<unknown>) => maybe(fc.array(entry, { maxLength: 4 }));
const day = maybe(fc.constantFrom('2020-01-01', '2020-01-01T00:00:00', '2021-06-01T00:00:00', ''));

const named = list(object({ name: text, value: maybe(fc.constantFrom('1', '', 0, 0.9, 'two')) }));
const skills = list(object({ name: text, type: fc.constantFrom('hard', 'soft', null, ''), value: text }));
const location = maybe(
  object({
    text,
    lat: maybe(fc.constantFrom(1.5, 48.8)),
    lng: maybe(fc.constantFrom(2.3, -3)),
    fields: maybe(object({ city: text, country: text })),
  }),
);
const period = (place: string) =>
  list(
    object({
      key: fc.constantFrom('a', 'b', null, undefined),
      title: text,
      [place]: text,
      description: text,
      date_start: day,
      date_end: day,
      location,
      skills,
      tasks: named,
    }),
  ).filter(distinct);
const lists = {
  skills,
  languages: named,
  certifications: named,
  courses: named,
  tasks: named,
  interests: named,
  tags: named,
  metadatas: named,
};
const profile = object({
  key: text,
  reference: text,
  archived_at: day,
  text,
  info: maybe(
    object({
      email: text,
      summary: text,
      location,
      urls: list(object({ type: text, url: fc.constantFrom('https://a.org/', 'a.org', 'b.org', null) })),
    }),
  ),
  experiences: period('company'),
  educations: period('school'),
  labels: list(object({ job_key: text, board_key: text, job_reference: text, stage: text })),
  experiences_duration: maybe(fc.constantFrom(0, 2.5)),
  ...lists,
});
const job = object({
  key: text,
  reference: text,
  name: text,
  summary: text,
  culture: text,
  location,
  sections: list(object({ name: text, title: text, description: text })),
  ranges_float: list(
    object({ name: text, value_min: maybe(fc.nat()), value_max: maybe(fc.nat()), unit: text }),
  ),
  ranges_date: list(object({ name: text, value_min: day, value_max: day })),
  ...lists,
});

const both = fc.oneof(fc.tuple(profile, profile), fc.tuple(job, job)) as fc.Arbitrary<[Json, Json]>;

describe('any item merged into any profile or job', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(both, ([stored, item]) => {
        const once = mergeItem(stored, item);
        expect(mergeItem(once, item)).to.deep.equal(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('loses nothing that HrFlow knew', () => {
    fc.assert(
      fc.property(both, ([stored, item]) => expectKept(stored, mergeItem(stored, item), '')),
      { numRuns: 2_000 },
    );
  });

  it('says all that it said', () => {
    fc.assert(
      fc.property(both, ([stored, item]) => {
        const merged = mergeItem(stored, item);
        for (const name of ['text', 'summary', 'name', 'culture']) {
          if (!isBlank(item[name])) expect(merged[name]).to.equal(item[name]);
        }
        for (const name of ['skills', 'languages', 'experiences', 'sections', 'tags']) {
          const said = item[name] as unknown[] | null | undefined;
          if (said && said.length > 0) expect(merged[name]).to.not.deep.equal([]);
        }
      }),
    );
  });

  it('leaves both as they were, and what HrFlow makes itself', () => {
    fc.assert(
      fc.property(both, ([stored, item]) => {
        const before = JSON.stringify([stored, item]);
        const { key, reference, archived_at } = mergeItem(stored, item);
        expect(JSON.stringify([stored, item])).to.equal(before);
        expect([key, reference, archived_at]).to.deep.equal([
          stored['key'],
          stored['reference'],
          stored['archived_at'],
        ]);
      }),
    );
  });
});

/** Everything that said something still says something, each entry of a list in its place. */
function expectKept(known: unknown, now: unknown, path: string): void {
  if (isBlank(known)) return;
  expect(isBlank(now), `${path} is blank`).to.equal(false);
  if (Array.isArray(known)) {
    const kept = now as unknown[];
    if (/(tags|metadatas)$/.test(path)) return expectNames(known as Json[], kept as Json[], path);
    expect(kept.length, path).to.be.at.least(known.length);
    known.forEach((entry, index) => expectKept(entry, kept[index], `${path}.${index}`));
  } else if (typeof known === 'object' && !path.endsWith('location')) {
    // Of another place, HrFlow's coordinates and fields would be wrong.
    for (const [name, value] of Object.entries(known as Json)) {
      expectKept(value, (now as Json)[name], path === '' ? name : `${path}.${name}`);
    }
  }
}

/** A name may have several values; those of the item replace them all. */
function expectNames(known: Json[], kept: Json[], path: string): void {
  for (const { name, value } of known) {
    const same = kept.filter((entry) => entry['name'] === name);
    expect(same, `${path}: ${String(name)}`).to.not.deep.equal([]);
    if (!isBlank(value)) {
      expect(
        same.some((entry) => !isBlank(entry['value'])),
        `${path}: the value of ${String(name)}`,
      ).to.equal(true);
    }
  }
}

function isBlank(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every(isBlank);
}
