import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  formatJazzhrApplicant,
  formatJazzhrJob,
  formatJazzhrNewApplicant,
  HrflowJob,
  HrflowProfile,
  JazzhrNewApplicant,
  type JazzhrApplicant,
} from '../../src/index.js';
import { applicantIn } from '../../src/jazzhr/detail.js';
import { isSegment, listPath } from '../../src/jazzhr/path.js';

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(new URL(`../fixtures/jazzhr/${name}.constructed.json`, import.meta.url), 'utf8'),
  ) as Record<string, unknown>;

/** Whatever JazzHR may write where a text stands. */
const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '0', 'No Answer', '0000-00-00', '2026-02-31', '<p>', '&#xD800;', null, undefined),
  fc.double(),
  fc.boolean(),
);
/** A list of JazzHR's: with its list or without, or none. */
const many = (keys: readonly string[]) => {
  const entry = fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] });
  return fc.oneof(entry, fc.array(fc.oneof(entry, fc.constant(null))), fc.constantFrom(null, undefined, ''));
};
const withId = (id: string, keys: readonly string[], more: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record(
    {
      id: fc.constant(id),
      ...Object.fromEntries(keys.filter((key) => key !== 'id').map((key) => [key, value])),
      ...more,
    },
    { requiredKeys: ['id'] },
  );

const applicants = withId('prospect_1', Object.keys(sample('detail-applicant')), {
  jobs: many(Object.keys(sample('detail-applicant')['jobs'] as object)),
  categories: many(['category_id', 'name']),
  comments: many(['id', 'text']),
});
const jobs = withId('job_1', Object.keys(sample('job')));

const nullish = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const texts = nullish(fc.string({ unit: 'binary' }));
const profiles = fc.record(
  {
    key: texts,
    text: texts,
    source: nullish(fc.record({ name: texts })),
    attachments: nullish(
      fc.array(
        fc.record({ type: nullish(fc.constantFrom('resume', 'original', 'cover')), public_url: texts }),
      ),
    ),
    info: nullish(
      fc.record(
        {
          full_name: texts,
          first_name: texts,
          last_name: texts,
          email: texts,
          phone: texts,
          location: nullish(fc.record({ text: texts, fields: nullish(fc.dictionary(fc.string(), texts)) })),
          urls: nullish(fc.array(fc.record({ type: texts, url: texts }))),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);

describe('whatever comes, JazzHR', () => {
  it('formats every applicant into what HrFlow takes, and always the same', () => {
    fc.assert(
      fc.property(applicants, (wire) => {
        for (const applicant of [wire as JazzhrApplicant, applicantIn(wire, 'prospect_1')]) {
          const profile = formatJazzhrApplicant(applicant);
          expect(HrflowProfile.safeParse(profile).error).to.equal(undefined);
          expect(profile.reference).to.equal('prospect_1');
          expect(formatJazzhrApplicant(applicant)).to.deep.equal(profile);
        }
      }),
    );
  });

  it('formats every job into what HrFlow takes', () => {
    fc.assert(
      fc.property(jobs, (job) => {
        const formatted = formatJazzhrJob(job);
        expect(HrflowJob.safeParse(formatted).error).to.equal(undefined);
        expect(formatted.reference).to.equal('job_1');
      }),
    );
  });

  it('formats every profile into an applicant, or one that is rejected by its last name alone', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const { error } = JazzhrNewApplicant.safeParse(formatJazzhrNewApplicant(profile));
        expect((error?.issues ?? []).every(({ path }) => path[0] === 'last_name')).to.equal(true);
      }),
    );
  });

  it('asks for the list that was meant, whatever a filter holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1 }), (name, page) => {
        fc.pre(isSegment(name));
        const path = listPath('applicants', { name }, page);
        const url = new URL(`https://api.example.com/v1/${path}`);
        expect(url.pathname.split('/').slice(0, 4)).to.deep.equal(['', 'v1', 'applicants', 'name']);
        expect(url.pathname.split('/').map(decodeURIComponent)[4]).to.equal(name);
        expect(url.pathname.endsWith(`/page/${page}`)).to.equal(true);
        expect([url.search, url.hash]).to.deep.equal(['', '']);
        // A proxy that decodes before it tidies up makes nothing else of it.
        const decoded = new URL(
          `https://api.example.com/v1/${path.replace(/%2F/g, '/').replace(/%5C/g, '\\')}`,
        );
        expect(decoded.pathname).to.match(/^\/v1\/applicants\/name\//);
      }),
    );
  });
});
