import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  FlatchrCandidateReference,
  FlatchrCandidateUpdate,
  FlatchrNewCandidate,
  formatArchivedApplicant,
  formatArchivedVacancy,
  formatCandidateReference,
  formatCandidateUpdate,
  formatFlatchrApplicant,
  formatFlatchrVacancy,
  formatNewCandidate,
  HrflowJob,
  HrflowProfile,
  HrflowReference,
  type FlatchrApplicant,
  type FlatchrVacancy,
  type HrflowStoredProfile,
} from '../../src/index.js';
import { applicantSamples, FIXTURES, hrflowSample, read, vacancySamples } from './samples.js';

/** What the samples became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format.golden.json', FIXTURES);

const formatted = () => {
  const profile = hrflowSample();
  return {
    profiles: Object.fromEntries(
      applicantSamples().map(([name, each]) => [name, formatFlatchrApplicant(each)]),
    ),
    jobs: Object.fromEntries(vacancySamples().map(([name, each]) => [name, formatFlatchrVacancy(each)])),
    candidates: {
      create: formatNewCandidate(profile),
      update: formatCandidateUpdate(profile),
      archive: formatCandidateReference(profile),
    },
  };
};

describe("Flatchr's formats", () => {
  it("turn the docs' samples into what the golden file holds", () => {
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(formatted(), null, 2)}\n`);
    // Through JSON, as an item travels: what is undefined is not there.
    expect(JSON.parse(JSON.stringify(formatted()))).to.deep.equal(read('format.golden'));
  });

  it('leave their items as they were', () => {
    for (const [, sample] of applicantSamples()) {
      const before = JSON.stringify(sample);
      formatFlatchrApplicant(sample);
      expect(JSON.stringify(sample)).to.equal(before);
    }
    for (const [, sample] of vacancySamples()) {
      const before = JSON.stringify(sample);
      formatFlatchrVacancy(sample);
      expect(JSON.stringify(sample)).to.equal(before);
    }
  });

  describe('an applicant', () => {
    const format = (applicant: FlatchrApplicant) => formatFlatchrApplicant(applicant);

    it('goes by its id, of either kind, and has no reference without one', () => {
      expect(format({ applicant: 'z7gWQnjXG77hJRak' }).reference).to.equal('z7gWQnjXG77hJRak');
      expect(format({ applicant: 1474 }).reference).to.equal('1474');
      expect(format({}).reference).to.equal(null);
      expect(HrflowReference.safeParse(formatArchivedApplicant({})).success).to.equal(false);
      expect(formatArchivedApplicant({ applicant: 7 })).to.deep.equal({ reference: '7' });
    });

    it('has its day read the day first, and a moment in seconds as such', () => {
      expect(format({ created_at: '09/11/21' }).created_at).to.equal('2021-11-09T00:00:00.000Z');
      const details = { created_at: 1643904014, updated_at: '1645015716' };
      const profile = format({ created_at: '03/02/22', details });
      expect(profile.created_at).to.equal('2022-02-03T16:00:14.000Z');
      expect(profile.updated_at).to.equal('2022-02-16T12:48:36.000Z');
    });

    it('is never called "None None"', () => {
      expect(format({ firstname: null, lastname: ' ' }).info?.full_name).to.equal(null);
      expect(format({ firstname: 'Ada' }).info?.full_name).to.equal('Ada');
    });

    it("has its candidate's addresses under HrFlow's types", () => {
      const urls = { linkedin: 'https://linkedin.com/in/a', other: 'https://a.example', twitter: '' };
      expect(format({ details: { candidate: { urls } } }).info?.urls).to.deep.equal([
        { type: 'linkedin', url: 'https://linkedin.com/in/a' },
        { type: 'from_resume', url: 'https://a.example' },
      ]);
    });

    it('keeps what HrFlow has no attribute for as tags of its own names', () => {
      const tags = format({
        vacancy_id: 84512,
        hired: false,
        status: 1,
        column: ' Recruté ',
        source: null,
      }).tags;
      expect(tags).to.deep.equal([
        { name: 'flatchr_vacancy_id', value: '84512' },
        { name: 'flatchr_column', value: 'Recruté' },
        { name: 'flatchr_status', value: '1' },
        { name: 'flatchr_hired', value: 'false' },
      ]);
    });
  });

  describe('a vacancy', () => {
    const format = (vacancy: FlatchrVacancy) => formatFlatchrVacancy(vacancy);

    it('has a salary whatever type it comes in, and none where it is 0', () => {
      const salary = (value: FlatchrVacancy['salary'], more = {}) =>
        format({ salary: value, currency: 'EUR', mensuality: 'y', ...more }).ranges_float;
      const range = (value_min: number, value_max = value_min) => [
        { name: 'salary', value_min, value_max, unit: 'EUR/year' },
      ];
      expect(salary('0')).to.deep.equal([]);
      expect(salary(0)).to.deep.equal([]);
      expect(salary(35_000)).to.deep.equal(range(35_000));
      expect(salary('35 000')).to.deep.equal(range(35_000));
      expect(salary('40000 - 35000')).to.deep.equal(range(35_000, 40_000));
      expect(salary('12,5', { mensuality: 'h' })?.[0]).to.include({ value_min: 12.5, unit: 'EUR/hour' });
      expect(salary('selon profil')).to.deep.equal([]);
    });

    it('has an address whichever way it is spelt, and no coordinates that are half there', () => {
      const place = (address: FlatchrVacancy['address']) => format({ address }).location;
      expect(place({ formated_address: '10 Rue du Port, Paris' })?.text).to.equal('10 Rue du Port, Paris');
      expect(
        place({ street_number: 10, route: 'Rue du Port', postal_code: 75016, locality: 'Paris' }),
      ).to.deep.equal({
        text: '10 Rue du Port, 75016 Paris',
        lat: null,
        lng: null,
        fields: { house_number: '10', road: 'Rue du Port', postcode: '75016', city: 'Paris' },
      });
      expect(place({ location_lat: '47.889', location_lng: 15.43 })).to.include({ lat: 47.889, lng: 15.43 });
      expect(place({ location_lat: 47.889 })).to.include({ lat: null, lng: null });
      expect(place(null)).to.deep.equal({ text: null, lat: null, lng: null });
    });

    it('goes by its opaque id, and by its number only where there is none', () => {
      expect(format({ id: 'Vq5r6pYxam9AmMvP', vacancy_id: 2403 }).reference).to.equal('Vq5r6pYxam9AmMvP');
      expect(formatArchivedVacancy({ vacancy_id: 2403 })).to.deep.equal({ reference: '2403' });
    });

    it('takes work from home as a word or a boolean, and makes no skill of nothing', () => {
      expect(format({ remote: 'fulltime' }).tags).to.deep.equal([
        { name: 'flatchr_remote', value: 'fulltime' },
      ]);
      expect(format({ remote: false }).tags).to.deep.equal([{ name: 'flatchr_remote', value: 'false' }]);
      expect(format({}).skills).to.deep.equal([]);
    });
  });

  describe('a profile on its way to Flatchr', () => {
    const attachments = [
      { type: 'original', public_url: 'https://files.example/original.docx' },
      { type: 'resume', public_url: 'https://files.example/resume.pdf' },
    ];

    it("takes HrFlow's PDF as its résumé, else the original, else none", () => {
      const resume = (files: typeof attachments) => formatNewCandidate({ attachments: files }).resume;
      expect(resume(attachments)).to.equal('https://files.example/resume.pdf');
      expect(resume(attachments.slice(0, 1))).to.equal('https://files.example/original.docx');
      expect(resume([])).to.equal(null);
    });

    it('has its addresses in one object', () => {
      const urls = [
        { type: 'linkedin', url: 'https://linkedin.com/in/a' },
        { type: 'from_resume', url: 'https://a.example' },
        { type: 'github', url: 'https://github.com/a' },
      ];
      expect(formatNewCandidate({ info: { urls } }).urls).to.deep.equal({
        linkedin: 'https://linkedin.com/in/a',
        other: 'https://a.example',
      });
    });

    it('splits a full name where there is no other', () => {
      const candidate = formatNewCandidate({ info: { full_name: 'Ada de la Tour' } });
      expect(candidate).to.include({ firstname: 'Ada', lastname: 'de la Tour' });
      const [issue] = FlatchrNewCandidate.safeParse(formatNewCandidate({ info: {} })).error!.issues;
      expect(issue).to.include({ message: "Flatchr requires the candidate's first name" });
      expect(issue?.path).to.deep.equal(['firstname']);
    });

    it('knows the applicant it came from by its tag', () => {
      const tags = [{ name: 'flatchr_applicant_id', value: 'z7gWQnjXG77hJRak' }];
      expect(formatCandidateReference({ tags }).applicant_id).to.equal('z7gWQnjXG77hJRak');
    });
  });

  describe('never throw, and give what the target accepts,', () => {
    const loose = fc.oneof(
      fc.constantFrom(
        null,
        undefined,
        '',
        ' ',
        '0',
        0,
        -1,
        true,
        'NaN',
        '12/25/21',
        '25/12/21',
        '99/99/99',
        'http://[',
        1e300,
      ),
      fc.string(),
      fc.double(),
      fc.jsonValue(),
    );
    const someOf = (sample: object, arbitrary: fc.Arbitrary<unknown>) =>
      fc.record(Object.fromEntries(Object.keys(sample).map((name) => [name, arbitrary])), {
        requiredKeys: [],
      });

    it('whatever an applicant holds', () => {
      const row = applicantSamples()[0]![1];
      const { details } = applicantSamples()[2]![1];
      const candidate = fc.oneof(loose, someOf(details!.candidate!, loose));
      const detailed = fc.oneof(loose, someOf(details!, fc.oneof(loose, candidate)));
      const applicant = fc
        .tuple(someOf(row, loose), detailed)
        .map(([each, more]) => ({ ...each, details: more }));
      fc.assert(
        fc.property(applicant, (each) => {
          const profile = formatFlatchrApplicant(each as FlatchrApplicant);
          expect(HrflowProfile.safeParse(profile).error).to.equal(undefined);
          expect(formatArchivedApplicant(each as FlatchrApplicant).reference).to.equal(
            profile.reference ?? '',
          );
        }),
      );
    });

    it('whatever a vacancy holds', () => {
      const sample = vacancySamples()[0]![1];
      const address = fc.oneof(loose, someOf(sample.address!, loose));
      const vacancy = fc
        .tuple(someOf({ ...sample, tags: [] }, fc.oneof(loose, fc.array(loose))), address)
        .map(([each, place]) => ({ ...each, address: place }));
      fc.assert(
        fc.property(vacancy, (each) => {
          const job = formatFlatchrVacancy(each as FlatchrVacancy);
          expect(HrflowJob.safeParse(job).error).to.equal(undefined);
          expect(formatArchivedVacancy(each as FlatchrVacancy).reference).to.equal(job.reference ?? '');
        }),
      );
    });

    it('whatever a profile of HrFlow holds', () => {
      const sample = hrflowSample();
      const info = fc.oneof(
        loose,
        someOf(
          sample.info!,
          fc.oneof(loose, fc.array(fc.oneof(loose, someOf({ type: '', url: '' }, loose)))),
        ),
      );
      const lists = fc.oneof(
        loose,
        fc.array(
          fc.oneof(loose, someOf({ name: '', value: '', type: '', title: '', public_url: '' }, loose)),
        ),
      );
      const profile = fc
        .tuple(someOf(sample, lists), info)
        .map(([each, about]) => ({ ...each, info: about }));
      fc.assert(
        fc.property(profile, (each) => {
          const stored = each as unknown as HrflowStoredProfile;
          expect(FlatchrCandidateUpdate.safeParse(formatCandidateUpdate(stored)).error).to.equal(undefined);
          expect(FlatchrCandidateReference.safeParse(formatCandidateReference(stored)).error).to.equal(
            undefined,
          );
          const issues = FlatchrNewCandidate.safeParse(formatNewCandidate(stored)).error?.issues ?? [];
          // Names that aren't there are the only thing that can be wrong.
          expect(
            issues.map(({ path }) => path[0]).filter((name) => !String(name).endsWith('name')),
          ).to.deep.equal([]);
        }),
      );
    });
  });
});
