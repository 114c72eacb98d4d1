import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyhrCandidateInput,
  formatBreezyhrCandidate,
  formatBreezyhrPosition,
  formatBreezyhrProfile,
  formatBreezyhrReference,
  HrflowJob,
  HrflowProfile,
  HrflowReference,
  type BreezyhrCandidate,
  type BreezyhrPosition,
  type HrflowStoredProfile,
} from '../../src/index.js';

const FIXTURES = new URL('../fixtures/breezyhr/', import.meta.url);
/** What the samples became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format.golden.json', FIXTURES);

const read = (name: string | URL): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));

/** Samples of Breezy's entities, and HrFlow's of a profile: /apis/samples/README says where each is from. */
const SAMPLES = {
  'candidates-list.official-schema.json': (sample: unknown) =>
    formatBreezyhrCandidate((sample as BreezyhrCandidate[])[0]!),
  'candidate-detail.constructed.json': (sample: unknown) =>
    formatBreezyhrCandidate(sample as BreezyhrCandidate),
  'position.constructed.json': (sample: unknown) => formatBreezyhrPosition(sample as BreezyhrPosition),
  'position.amp-labs-fixture.json': (sample: unknown) => formatBreezyhrPosition(sample as BreezyhrPosition),
  'hrflow-profile.json': (sample: unknown) => formatBreezyhrProfile(sample as HrflowStoredProfile),
};

const CANDIDATE = read('candidate-detail.constructed.json') as BreezyhrCandidate;
const POSITION = read('position.constructed.json') as BreezyhrPosition;
const PROFILE = read('hrflow-profile.json') as HrflowStoredProfile;

describe("Breezy HR's formats", () => {
  it('make of the samples what the golden file holds', () => {
    const formatted = Object.fromEntries(
      Object.entries(SAMPLES).map(([name, format]) => [name, format(read(name))]),
    );
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(formatted, null, 2)}\n`);
    expect(JSON.parse(JSON.stringify(formatted))).to.deep.equal(read(GOLDEN));
  });

  it('make of the samples what the targets accept, and leave them as they were', () => {
    for (const [name, format] of Object.entries(SAMPLES)) {
      const sample = read(name);
      const target = name.startsWith('position')
        ? HrflowJob
        : name.startsWith('hrflow')
          ? BreezyhrCandidateInput
          : HrflowProfile;
      expect(target.safeParse(format(sample)).error, name).to.equal(undefined);
      expect(sample, name).to.deep.equal(read(name));
    }
  });

  it('archive by the reference that create and update have written', () => {
    const { reference } = formatBreezyhrReference(CANDIDATE);
    expect(HrflowReference.parse({ reference })).to.deep.equal({
      reference: formatBreezyhrCandidate(CANDIDATE).reference,
    });
    expect(formatBreezyhrReference(POSITION).reference).to.equal(formatBreezyhrPosition(POSITION).reference);
  });
});

describe('formatting a candidate of Breezy HR', () => {
  const format = (more: object) => formatBreezyhrCandidate({ ...CANDIDATE, ...more });

  it('takes the first word of the name for the first name, and the rest for the last', () => {
    const names = (name: string | null) => {
      const { full_name, first_name, last_name } = format({ name }).info!;
      return [full_name, first_name, last_name];
    };
    expect(names(' Mary-Jane  van der Berg ')).to.deep.equal([
      'Mary-Jane  van der Berg',
      'Mary-Jane',
      'van der Berg',
    ]);
    expect(names('Pelé')).to.deep.equal(['Pelé', 'Pelé', null]);
    expect(names(' ')).to.deep.equal([null, null, null]);
    expect(names(null)).to.deep.equal([null, null, null]);
  });

  it('reads dates as objects, as texts and as numbers beside each other', () => {
    const start = (period: object) =>
      format({ work_history: [{ company_name: 'A', ...period }] }).experiences?.[0]?.date_start;
    const cases: [object, string | null][] = [
      [{ start_date: { year: 2018, month: 3, day: 9 } }, '2018-03-09T00:00:00'],
      [{ start_date: { year: 2018, month: 3, day: null } }, '2018-03-01T00:00:00'],
      [{ start_date: { year: 2018 } }, '2018-01-01T00:00:00'],
      [{ start_date: { year: '2018', month: '3' } }, '2018-03-01T00:00:00'],
      [{ start_date: '2018-03-09T10:00:00.000Z' }, '2018-03-09T00:00:00'],
      [{ start_date: '2018-03' }, '2018-03-01T00:00:00'],
      [{ start_date: '2018' }, '2018-01-01T00:00:00'],
      [{ start_year: 2018, start_month: 3 }, '2018-03-01T00:00:00'],
      [{ start_date: null, start_year: 2018 }, '2018-01-01T00:00:00'],
      [{ start_date: { year: 2018, month: 2, day: 31 } }, '2018-02-01T00:00:00'],
      [{ start_date: { year: 2018, month: 13 } }, '2018-01-01T00:00:00'],
      [{ start_date: { month: 3 } }, null],
      [{ start_date: { year: 0 } }, null],
      [{ start_date: 'last summer' }, null],
      [{}, null],
    ];
    for (const [period, date] of cases) expect(start(period), JSON.stringify(period)).to.equal(date);
  });

  it('reads social profiles as a list and as an object, and types those HrFlow knows', () => {
    const urls = (social_profiles: unknown) => format({ social_profiles }).info?.urls;
    const expected = [
      { type: 'linkedin', url: 'https://linkedin.com/in/j' },
      { type: 'from_resume', url: 'https://xing.com/j' },
    ];
    expect(
      urls({ LinkedIn: 'https://linkedin.com/in/j', xing: 'https://xing.com/j', none: null }),
    ).to.deep.equal(expected);
    expect(
      urls([
        { type: 'linkedin', url: 'https://linkedin.com/in/j' },
        { type: null, url: 'https://xing.com/j' },
        null,
        { type: 'x' },
      ]),
    ).to.deep.equal(expected);
  });

  it('hands a résumé over as a file, or by its address where there is no file', () => {
    const file = { raw: 'AA==', content_type: 'application/pdf', file_name: 'cv.pdf' };
    expect(format({ resume_file: file }).resume).to.deep.equal(file);
    expect(format({ resume_file: null }).resume).to.deep.equal({
      url: CANDIDATE.resume?.url,
      file_name: 'resume.pdf',
    });
    expect(format({ resume: null })).to.not.have.property('resume');
    expect(format({ resume: { url: null, file_name: 'x' } })).to.not.have.property('resume');
  });

  it('prefixes its tags, and gives one for each value', () => {
    const tags = format({
      tags: ['a', 'b', 'a', null, ' '],
      source: 'Indeed',
      custom_attributes: [
        { name: 'Ext', value: 42 },
        { name: 'Many', value: ['x', 'y'] },
        { name: null, value: 1 },
        null,
      ],
    }).tags!;
    expect(tags.every(({ name }) => name?.startsWith('breezyhr_'))).to.equal(true);
    const values = (name: string) =>
      tags.filter((tag) => tag.name === `breezyhr_${name}`).map(({ value }) => value);
    expect(values('tag')).to.deep.equal(['a', 'b']);
    expect(values('source')).to.deep.equal(['Indeed']);
    expect(values('custom_attribute_Ext')).to.deep.equal(['42']);
    expect(values('custom_attribute_Many')).to.deep.equal(['x', 'y']);
    expect(values('stage_type')).to.deep.equal(['Pool']);
  });

  it('keeps a cover letter as a metadata', () => {
    expect(format({ cover_letter: ' Dear team ' }).metadatas).to.deep.equal([
      { name: 'breezyhr_cover_letter', value: 'Dear team' },
    ]);
  });
});

describe('formatting a position of Breezy HR', () => {
  const format = (more: object) => formatBreezyhrPosition({ ...POSITION, ...more });

  it('reads HTML as text, and keeps what only looks like a tag', () => {
    const { summary } = format({
      description: '<p>A &amp; B</p><ul><li>x &lt; 3</li><li>1 < 2 > 0</li></ul>',
    });
    expect(summary)
      .to.include('A & B')
      .and.to.include('x < 3')
      .and.to.include('1 < 2 > 0')
      .and.to.not.include('<p>');
  });

  it('takes a place by its address, its name or its parts', () => {
    const text = (location: unknown) => format({ location }).location?.text;
    const parts = { city: 'Lyon', state: null, country: { id: 'FR', name: 'France' } };
    expect(text({ ...parts, name: 'Lyon, FR', streetAddress: { custom: '1 rue X' } })).to.equal('1 rue X');
    expect(text({ ...parts, name: 'Lyon, FR' })).to.equal('Lyon, FR');
    expect(text({ ...parts, name: null })).to.equal('Lyon, France');
    expect(text({ city: 'Lyon', country: 'France' })).to.equal('Lyon, France');
    expect(text(null)).to.equal(null);
    expect(text({})).to.equal(null);
  });

  it('gives a salary as a range', () => {
    const range = (salary: unknown) => format({ salary }).ranges_float;
    expect(range({ from: 120_000, to: '150000', period: 'year', currency: 'USD' })).to.deep.equal([
      { name: 'salary', value_min: 120_000, value_max: 150_000, unit: 'USD per year' },
    ]);
    expect(range({ from: null, to: 'much' })).to.deep.equal([]);
    expect(range(null)).to.deep.equal([]);
  });

  it('leaves out sections without a text', () => {
    const bare = formatBreezyhrPosition({ _id: 'p' });
    expect(bare).to.include({ reference: 'p', name: null, summary: null });
    expect(bare.sections).to.deep.equal([]);
    expect(bare.tags).to.deep.equal([]);
    expect(format({ education: 'unspecified' }).sections?.map(({ name }) => name)).to.not.include(
      'education',
    );
  });
});

describe('formatting a profile for Breezy HR', () => {
  const format = (more: object) => formatBreezyhrProfile({ ...PROFILE, ...more });

  it('calls a place without a name "Undefined", and drops what says nothing', () => {
    const item = format({
      experiences: [{ title: 'Nurse' }, { company: null, title: ' ' }, null],
      educations: [{ title: 'BSc' }, {}],
    });
    expect(item.work_history).to.deep.equal([{ company_name: 'Undefined', title: 'Nurse' }]);
    expect(item.education).to.deep.equal([{ school_name: 'Undefined', field_of_study: 'BSc' }]);
  });

  it('takes as much of a date as there is', () => {
    const start = (date_start: string | null) => {
      const [work] = format({ experiences: [{ company: 'A', date_start }] }).work_history!;
      return [work!.start_year, work!.start_month];
    };
    expect(start('2006-06-01T00:00:00')).to.deep.equal([2006, 6]);
    expect(start('2006')).to.deep.equal([2006, undefined]);
    expect(start('2006-00')).to.deep.equal([2006, undefined]);
    expect(start('soon')).to.deep.equal([undefined, undefined]);
    expect(start(null)).to.deep.equal([undefined, undefined]);
  });

  it('names who has no full name by his parts', () => {
    expect(format({ info: { first_name: 'Ada', last_name: 'Martin' } }).name).to.equal('Ada Martin');
    expect(format({ info: null }).name).to.equal(null);
  });

  it('takes addresses of networks alone', () => {
    const urls = [
      { type: 'linkedin', url: 'https://l/in' },
      { type: 'from_resume', url: 'https://x' },
      { type: 'github', url: 'no address' },
      { type: null, url: 'https://y' },
    ];
    expect(format({ info: { urls } }).social_profiles).to.deep.equal({ linkedin: 'https://l/in' });
  });

  it('attaches the newest résumé, under a name with its extension', () => {
    const file = (url: string | null, created_at: string, more = {}) => ({
      type: 'resume',
      public_url: url,
      created_at,
      original_file_name: 'cv',
      extension: '.docx',
      ...more,
    });
    const attachments = [
      file('https://old', '2020-01-01T00:00:00+0000'),
      file('https://new', '2024-01-01T00:00:00+0000'),
      file(null, '2025-01-01T00:00:00+0000'),
      file('https://letter', '2025-01-01T00:00:00+0000', { type: 'cover' }),
    ];
    expect(format({ attachments }).resume).to.deep.equal({ url: 'https://new', file_name: 'cv.docx' });
    expect(format({ attachments: null })).to.not.have.property('resume');
  });
});
