import * as fc from 'fast-check';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyhrCandidateInput,
  formatBreezyhrCandidate,
  formatBreezyhrPosition,
  formatBreezyhrProfile,
  HrflowJob,
  HrflowProfile,
  type BreezyhrCandidate,
  type BreezyhrPosition,
  type HrflowStoredProfile,
} from '../../src/index.js';

/** Texts that somebody has written into such a field before. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    ' ',
    'null',
    '2019',
    '2019-13-45',
    '01/02/2020',
    '&#xd800;<b',
    'https://[',
    '<p>&nbsp;</p>',
  ),
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 12, 13, 2018, Number.NaN));
const value = fc.oneof(text, number, fc.boolean(), fc.array(text), fc.dictionary(text, text));

/** Each field as it should be, null, or not there. */
function some(fields: Record<string, fc.Arbitrary<unknown>>, required: string[] = []) {
  const nullable = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, required.includes(name) ? field : fc.option(field)]),
  );
  return fc.record(nullable, { requiredKeys: required });
}
const list = (entry: fc.Arbitrary<unknown>) => fc.array(fc.option(entry), { maxLength: 4 });

const named = fc.oneof(text, some({ id: text, name: text }));
const date = fc.oneof(
  text,
  some({ year: fc.oneof(number, text), month: fc.oneof(number, text), day: number }),
);
const period = {
  start_date: date,
  end_date: date,
  start_year: fc.oneof(number, text),
  start_month: fc.oneof(number, text),
  end_year: fc.oneof(number, text),
  end_month: fc.oneof(number, text),
};
const attributes = list(some({ name: text, value, secure: fc.boolean() }));

const candidates = some(
  {
    _id: text,
    meta_id: text,
    name: text,
    email_address: text,
    phone_number: text,
    headline: text,
    origin: text,
    profile_photo_url: text,
    resume: some({ file_name: text, url: text, pdf_url: text }),
    resume_file: some({ raw: text, content_type: text, file_name: text }, ['raw', 'file_name']),
    source: named,
    stage: some({ id: text, name: text, type: named }),
    tags: list(text),
    creation_date: text,
    updated_date: text,
    position: some({ _id: text, name: text }, ['_id']),
    summary: text,
    address: fc.oneof(text, some({ name: text })),
    work_history: list(some({ company_name: text, title: text, summary: text, ...period })),
    education: list(some({ school_name: text, degree: text, field_of_study: text, ...period })),
    social_profiles: fc.oneof(list(some({ type: text, url: text })), fc.dictionary(text, fc.option(text))),
    cover_letter: text,
    custom_attributes: attributes,
    overall_score: some({ average_score: fc.oneof(number, text) }),
    sourced_by: text,
  },
  ['_id', 'position'],
) as fc.Arbitrary<unknown> as fc.Arbitrary<BreezyhrCandidate>;

const positions = some(
  {
    _id: text,
    name: text,
    state: text,
    type: named,
    experience: named,
    category: named,
    education: named,
    department: named,
    requisition_id: text,
    description: text,
    location: some({
      country: named,
      state: named,
      city: text,
      is_remote: fc.boolean(),
      remote_details: named,
      name: text,
      streetAddress: some({ custom: text }),
    }),
    candidate_type: text,
    org_type: text,
    tags: list(text),
    custom_attributes: attributes,
    salary: some({ from: fc.oneof(number, text), to: fc.oneof(number, text), period: text, currency: text }),
    creator_id: text,
    creation_date: text,
    updated_date: text,
  },
  ['_id'],
) as fc.Arbitrary<unknown> as fc.Arbitrary<BreezyhrPosition>;

const storedPeriod = { title: text, description: text, date_start: text, date_end: text };
const profiles = some({
  reference: text,
  info: some({
    full_name: text,
    first_name: text,
    last_name: text,
    email: text,
    phone: text,
    summary: text,
    location: some({ text, lat: number, lng: number }),
    urls: list(some({ type: text, url: text })),
  }),
  experiences: list(some({ company: text, ...storedPeriod })),
  educations: list(some({ school: text, ...storedPeriod })),
  skills: list(some({ name: text, type: text, value })),
  attachments: list(
    some({
      type: fc.oneof(text, fc.constantFrom('resume', 'original')),
      public_url: text,
      file_name: text,
      original_file_name: text,
      extension: text,
      created_at: text,
    }),
  ),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<HrflowStoredProfile>;

describe("Breezy HR's formats, whatever they are given", () => {
  it('make a profile of a candidate', () => {
    fc.assert(
      fc.property(candidates, (candidate) => {
        const before = structuredClone(candidate);
        const profile = HrflowProfile.parse(formatBreezyhrCandidate(candidate));
        expect(candidate).to.deep.equal(before);
        for (const { date_start } of profile.experiences ?? []) {
          if (date_start) expect(date_start).to.match(/^\d{4}-\d\d-\d\dT00:00:00$/);
        }
        for (const tag of profile.tags ?? []) expect(tag.value).to.be.a('string').and.not.equal('');
      }),
    );
  });

  it('make a job of a position', () => {
    fc.assert(
      fc.property(positions, (position) => {
        const before = structuredClone(position);
        const job = HrflowJob.parse(formatBreezyhrPosition(position));
        expect(position).to.deep.equal(before);
        for (const section of job.sections ?? []) expect(section.description).to.be.a('string');
      }),
    );
  });

  it('make a candidate of a profile', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const before = structuredClone(profile);
        const item = BreezyhrCandidateInput.parse(formatBreezyhrProfile(profile));
        expect(profile).to.deep.equal(before);
        for (const { start_month } of item.work_history ?? []) {
          if (start_month !== undefined) expect(start_month).to.be.within(1, 12);
        }
      }),
    );
  });
});
