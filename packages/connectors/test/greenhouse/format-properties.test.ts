import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  formatCandidate,
  formatJob,
  HrflowJob,
  HrflowProfile,
  type GreenhouseCandidate,
  type GreenhouseJob,
} from '../../src/index.js';
import { formatReference } from '../../src/greenhouse/reference.js';
import { isRejected } from '../../src/greenhouse/rejected.js';

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 5 });
const some = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });
const list = (entry: fc.Arbitrary<unknown>) => maybe(fc.array(maybe(entry), { maxLength: 4 }));

/** Right, wrong but plausible, and any other text. */
const text = maybe(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom(
      '',
      ' ',
      '<p>HTML &amp; more</p>',
      'https://www.linkedin.com/in/x',
      '+33 6',
      'linkedin.com',
    ),
  ),
);
const date = maybe(
  fc.constantFrom(
    '2017-08-15T03:31:46.591Z',
    '2024-01-01T12:30:30+0000',
    '2018-01-01',
    '2024-13-45',
    '0000-00-00',
    'yesterday',
    '',
    '9999-12-31T23:59:59Z',
  ),
);
const number = maybe(fc.oneof(fc.integer(), fc.double()));
const flag = maybe(fc.boolean());
const type = maybe(fc.constantFrom('home', 'work', 'mobile', 'personal', 'skype', 'resume', 'other', ''));
const typed = list(some({ value: text, type }));
const named = some({ id: number, name: text });
const user = maybe(some({ id: number, name: text, first_name: text, employee_id: text }));
/** "Any value" (Harvest v1 docs, "Custom fields"): a text, a number, a list, a user, a range. */
const value = fc.oneof(
  text,
  number,
  flag,
  fc.array(text, { maxLength: 3 }),
  some({ name: text, min_value: fc.oneof(text, number), max_value: number, unit: text, value: text }),
);
const keyed = maybe(
  fc.dictionary(fc.string({ maxLength: 8 }), maybe(some({ name: text, type: text, value }))),
);
const plain = maybe(fc.dictionary(fc.string({ maxLength: 8 }), value));
const attachments = list(some({ filename: text, url: text, type, created_at: date }));

const candidate = some({
  id: number,
  first_name: text,
  last_name: text,
  company: text,
  title: text,
  created_at: date,
  updated_at: date,
  is_private: flag,
  can_email: flag,
  photo_url: text,
  attachments,
  phone_numbers: typed,
  addresses: typed,
  email_addresses: typed,
  website_addresses: typed,
  social_media_addresses: typed,
  recruiter: user,
  coordinator: user,
  tags: list(text),
  applications: list(
    some({
      id: number,
      prospect: flag,
      status: maybe(fc.constantFrom('active', 'rejected', 'hired', 'converted', 'new')),
      location: maybe(some({ address: text })),
      source: maybe(some({ id: number, public_name: text })),
      jobs: list(named),
      current_stage: maybe(named),
      attachments,
    }),
  ),
  educations: list(
    some({ school_name: text, degree: text, discipline: text, start_date: date, end_date: date }),
  ),
  employments: list(some({ company_name: text, title: text, start_date: date, end_date: date })),
  custom_fields: plain,
  keyed_custom_fields: keyed,
}) as fc.Arbitrary<unknown> as fc.Arbitrary<GreenhouseCandidate>;

const place = maybe(some({ name: text }));
const job = some({
  id: number,
  name: text,
  requisition_id: text,
  notes: text,
  confidential: flag,
  status: maybe(fc.constantFrom('open', 'closed', 'draft', 'archived')),
  is_template: flag,
  created_at: date,
  updated_at: date,
  opened_at: date,
  closed_at: date,
  departments: list(named),
  offices: list(some({ id: number, name: text, location: place })),
  custom_fields: plain,
  keyed_custom_fields: keyed,
  job_posts: list(
    some({
      id: number,
      title: text,
      location: place,
      locations: list(some({ name: text })),
      internal: flag,
      external: flag,
      active: flag,
      live: flag,
      content: text,
      language: text,
      public_url: text,
      pay_input_ranges: list(some({ min_cents: number, max_cents: number, currency_type: text })),
    }),
  ),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<GreenhouseJob>;

/** As a push job carries it. */
const sent = (item: unknown): unknown => JSON.parse(JSON.stringify(item));

describe("the formats of Greenhouse's items, whatever is in them", () => {
  it('never throw, change nothing, and make what HrFlow accepts: candidates', () => {
    fc.assert(
      fc.property(candidate, (item) => {
        const before = structuredClone(item);
        expect(HrflowProfile.safeParse(sent(formatCandidate(item))).error).to.equal(undefined);
        expect(item).to.deep.equal(before);
      }),
    );
  });

  it('never throw, change nothing, and make what HrFlow accepts: jobs', () => {
    fc.assert(
      fc.property(job, (item) => {
        const before = structuredClone(item);
        expect(HrflowJob.safeParse(sent(formatJob(item))).error).to.equal(undefined);
        expect(item).to.deep.equal(before);
      }),
    );
  });

  it('never throw: items to archive', () => {
    fc.assert(
      fc.property(candidate, (item) => {
        expect(formatReference(item).reference).to.be.a('string');
        const live = (item.applications ?? []).some((each) =>
          ['active', 'hired'].includes(each?.status ?? ''),
        );
        if (live) expect(isRejected(item)).to.equal(false);
      }),
    );
  });
});
