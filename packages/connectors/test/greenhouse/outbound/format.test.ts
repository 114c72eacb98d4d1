import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  formatCandidate,
  GreenhouseCandidateIdentity,
  GreenhouseCandidateItem,
  greenhouseCandidateOf,
  greenhouseIdentityOf,
  type GreenhouseCandidate,
  type HrflowStoredProfile,
} from '../../../src/index.js';
import { changesOf } from '../../../src/greenhouse/outbound/changes.js';
import { fieldsToWrite } from '../../../src/greenhouse/outbound/fields.js';
import { missing, sameEducation, sameEmployment } from '../../../src/greenhouse/outbound/same.js';

const FIXTURES = new URL('../../fixtures/greenhouse/', import.meta.url);
const PROFILES = new URL('outbound/', FIXTURES);
/** What the profiles became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format-outbound.golden.json', FIXTURES);

const read = (file: URL): unknown => JSON.parse(readFileSync(file, 'utf8'));
const profile = (name: string): HrflowStoredProfile => read(new URL(name, PROFILES)) as HrflowStoredProfile;
/** As HrFlow keeps what our inbound format made of a candidate. */
const asStored = (candidate: GreenhouseCandidate): HrflowStoredProfile =>
  JSON.parse(JSON.stringify(formatCandidate(candidate))) as HrflowStoredProfile;

/** The official samples of a candidate (Harvest v1 docs); one of them is a list. */
const samples = readdirSync(FIXTURES)
  .filter((name) => name.startsWith('v1-candidates'))
  .sort()
  .map((name) => [name, [read(new URL(name, FIXTURES))].flat()[0] as GreenhouseCandidate] as const);

const PROFILE_NAMES = readdirSync(PROFILES).sort();

describe('formatting an HrFlow profile for Greenhouse', () => {
  it('turns profiles, parsed or come from Greenhouse, into what the golden file holds', () => {
    const made = Object.fromEntries([
      ...PROFILE_NAMES.map((name) => [name, greenhouseCandidateOf(profile(name))] as const),
      ...samples.map(([name, sample]) => [`back: ${name}`, greenhouseCandidateOf(asStored(sample))] as const),
    ]);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(made, null, 2)}\n`);
    expect(made).to.deep.equal(read(GOLDEN));
  });

  for (const name of PROFILE_NAMES) {
    it(`makes of ${name} what the target accepts, and leaves the profile as it was`, () => {
      const given = profile(name);
      const before = JSON.stringify(given);
      expect(GreenhouseCandidateItem.safeParse(greenhouseCandidateOf(given)).error).to.equal(undefined);
      expect(GreenhouseCandidateIdentity.safeParse(greenhouseIdentityOf(given)).error).to.equal(undefined);
      expect(JSON.stringify(given)).to.equal(before);
    });
  }

  for (const [name, sample] of samples) {
    it(`changes nothing of ${name} when it comes back as it went`, () => {
      const item = greenhouseCandidateOf(asStored(sample));
      const changes = changesOf(sample, fieldsToWrite(item, null));
      // Who has no address has one in HrFlow all the same: where it was said to be when applying.
      expect(Object.keys(changes)).to.deep.equal(sample.addresses?.length ? [] : ['addresses']);
      expect(missing(item.educations ?? [], sample.educations ?? [], sameEducation)).to.deep.equal([]);
      expect(missing(item.employments ?? [], sample.employments ?? [], sameEmployment)).to.deep.equal([]);
    });
  }

  it('never throws, whatever HrFlow answers, and makes what the target accepts', () => {
    fc.assert(
      fc.property(anyProfile, (given) => {
        const item = greenhouseCandidateOf(given as HrflowStoredProfile);
        expect(GreenhouseCandidateItem.safeParse(item).error).to.equal(undefined);
        const identity = greenhouseIdentityOf(given as HrflowStoredProfile);
        expect(GreenhouseCandidateIdentity.safeParse(identity).error).to.equal(undefined);
      }),
      { numRuns: 500 },
    );
  });

  describe('tells the candidate by', () => {
    const identity = (more: object) => greenhouseIdentityOf({ reference: '53883394', ...more });

    it("its reference when the profile's tags say that it came from Greenhouse", () => {
      const tags = [{ name: 'greenhouse_is_private', value: 'false' }];
      expect(identity({ tags }).candidate_id).to.equal('53883394');
    });

    it('its e-mail alone when it did not: the same number may be a stranger in Greenhouse', () => {
      expect(identity({ tags: [{ name: 'origin', value: 'jazzhr' }] }).candidate_id).to.equal(null);
      expect(identity({ tags: null }).candidate_id).to.equal(null);
    });
  });

  describe('takes as company and title', () => {
    const latest = (...experiences: object[]) => {
      const { company, title } = greenhouseCandidateOf({ experiences });
      return [company, title];
    };

    it('those of the experience that lasts, the latest begun of several', () => {
      const ended = { company: 'Ended', title: 'A', date_start: '2006-01-01', date_end: '2020-01-01' };
      const side = { company: 'Side', title: 'B', date_start: '2001-01-01T00:00:00', date_end: null };
      const current = { company: 'Now', title: 'C', date_start: '2004-01-01T00:00:00', date_end: null };
      const dateless = { company: 'When', title: 'D' };
      expect(latest(ended, dateless, current, side)).to.deep.equal(['Now', 'C']);
      expect(latest(ended, side)).to.deep.equal(['Side', 'B']);
    });

    it('none when it has ended, or nobody knows: what Greenhouse holds may be newer', () => {
      const ended = { company: 'Ended', title: 'A', date_start: '2006-01-01', date_end: '2020-01-01' };
      expect(latest(ended, { company: 'When', title: 'D' })).to.deep.equal([null, null]);
      expect(latest()).to.deep.equal([null, null]);
    });

    it("those of an experience that ends on the day its résumé was parsed: that is the parser's today", () => {
      const experience = {
        company: 'Now',
        title: 'A',
        date_start: '2020-01-01',
        date_end: '2026-02-03T00:00:00',
      };
      const parsed = { type: 'resume', created_at: '2026-02-03T09:00:00+0000' };
      const made = greenhouseCandidateOf({ experiences: [experience], attachments: [parsed] });
      expect(made).to.include({ company: 'Now', title: 'A' });
      expect(made.employments?.[0]?.end_date).to.equal(null);
      expect(latest(experience)).to.deep.equal([null, null]);
    });
  });

  describe('splits names', () => {
    for (const [info, names] of [
      [{ full_name: 'Mary-Jane  van Dyk' }, ['Mary-Jane van', 'Dyk']],
      [{ full_name: 'Prince' }, ['Prince', null]],
      [{ full_name: 'Ada Martin Lopez', first_name: 'Ada' }, ['Ada', 'Martin Lopez']],
      [{ full_name: 'Ada Martin Lopez', last_name: 'Martin Lopez' }, ['Ada', 'Martin Lopez']],
      [{ full_name: 'A. Martin', first_name: 'Ada' }, ['Ada', null]],
      [{ full_name: null }, [null, null]],
    ] as const) {
      it(`of ${JSON.stringify(info)}`, () => {
        const { first_name, last_name } = greenhouseCandidateOf({ info });
        expect([first_name, last_name]).to.deep.equal(names);
      });
    }
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', ' ', '2012-08-15T00:00:00', '2023-06-20T15:25:07+0000', '9999-99-99', 'resume', '.pdf'),
  fc.webUrl(),
);
/** What its documentation promises, its absence, or something else altogether. */
const odd = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
const record = (names: readonly string[], values: fc.Arbitrary<unknown> = anyText): fc.Arbitrary<unknown> =>
  odd(fc.record(Object.fromEntries(names.map((name) => [name, odd(values)])), { requiredKeys: [] }));
const list = (entry: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => odd(fc.array(entry, { maxLength: 4 }));

const period = ['title', 'company', 'school', 'date_start', 'date_end'];
const anyProfile = odd(
  fc.record(
    {
      reference: odd(anyText),
      info: odd(
        fc.record(
          {
            ...Object.fromEntries(
              ['full_name', 'first_name', 'last_name', 'email', 'phone'].map((name) => [name, odd(anyText)]),
            ),
            location: record(['text', 'fields'], fc.oneof(anyText, record(['city', 'country', 'text']))),
            urls: list(record(['type', 'url'])),
          },
          { requiredKeys: [] },
        ),
      ),
      experiences: list(record(period)),
      educations: list(record(period)),
      attachments: list(
        record(
          ['type', 'alt', 'extension', 'original_file_name', 'public_url', 'created_at', 'file_size'],
          fc.oneof(anyText, fc.constantFrom('resume', 'original'), fc.double()),
        ),
      ),
      tags: list(record(['name', 'value'], fc.oneof(anyText, fc.constantFrom('greenhouse_tag')))),
    },
    { requiredKeys: [] },
  ),
);
