import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  formatJazzhrApplicant,
  formatJazzhrJob,
  HrflowJob,
  HrflowProfile,
  type JazzhrJob,
} from '../../src/index.js';
import { applicantIn } from '../../src/jazzhr/detail.js';

const FIXTURES = new URL('../fixtures/jazzhr/', import.meta.url);
/** What the samples became when a person last looked. `UPDATE_GOLDEN=1` writes it anew, to be looked at. */
const GOLDEN = new URL('format.golden.json', FIXTURES);

const read = (name: string | URL): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));

const JOB = read('job.constructed.json') as JazzhrJob;
const WIRE = read('detail-applicant.constructed.json') as { id: string };
const APPLICANT = applicantIn(WIRE, WIRE.id);

const job = (more: object) => formatJazzhrJob({ ...JOB, ...more });
const applicant = (more: object) => formatJazzhrApplicant({ ...APPLICANT, ...more });
const tag = (profile: { tags?: unknown }, name: string) =>
  (profile.tags as { name: string; value: string }[])
    .filter((each) => each.name === `jazzhr_${name}`)
    .map(({ value }) => value);

describe("formatting JazzHR's records", () => {
  it('turns the samples into what the golden file holds', () => {
    const formatted = { job: formatJazzhrJob(JOB), applicant: formatJazzhrApplicant(APPLICANT) };
    if (process.env['UPDATE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(formatted, null, 2)}\n`);
    expect(formatted).to.deep.equal(read(GOLDEN));
  });

  it('gives a record with nothing but an id a reference, and nothing that HrFlow would lose by', () => {
    const profile = formatJazzhrApplicant({ id: 'prospect_1' });
    expect(profile.reference).to.equal('prospect_1');
    expect(profile).to.not.have.any.keys('text', 'resume');
    expect(profile.info).to.include({ full_name: null, email: null, phone: null, gender: null });
    expect(profile.tags).to.deep.equal([{ name: 'jazzhr_resume', value: 'none' }]);
    const empty = formatJazzhrJob({ id: 'job_1' });
    expect(empty).to.include({ reference: 'job_1', name: null });
    expect(empty).to.deep.include({ sections: [], ranges_float: [], tags: [] });
    expect(HrflowJob.safeParse(empty).error).to.equal(undefined);
  });

  it('gives no reference to what has no id', () => {
    expect(formatJazzhrApplicant({} as never).reference).to.equal(null);
    expect(formatJazzhrJob({} as never).reference).to.equal(null);
  });

  describe('a job', () => {
    const salary = (minimum_salary: unknown, maximum_salary: unknown) =>
      job({ minimum_salary, maximum_salary }).ranges_float?.map(({ value_min, value_max }) => [
        value_min,
        value_max,
      ]);

    it('has a salary by what texts and numbers say, and none by "0"', () => {
      expect(salary('0', '0')).to.deep.equal([]);
      expect(salary('50000', '0')).to.deep.equal([[50_000, null]]);
      expect(salary('$50,000', '60,000.50')).to.deep.equal([[50_000, 60_000.5]]);
      expect(salary(50_000, null)).to.deep.equal([[50_000, null]]);
      expect(salary('DOE', 'No Answer')).to.deep.equal([]);
      expect(salary('1.2.3', '')).to.deep.equal([]);
    });

    it('keeps a city and a state of one name', () => {
      const place = { city: 'New York', state: 'New York', zip: '', country_id: null };
      expect(job(place).location).to.include({ text: 'New York, New York' });
      expect(job(place).location?.['fields']).to.deep.equal({
        city: 'New York',
        state: 'New York',
        postcode: null,
        country: null,
      });
    });

    it('has no place where JazzHR names none', () => {
      expect(job({ city: '', state: null, zip: '', country_id: '' }).location).to.deep.equal({
        text: null,
        lat: null,
        lng: null,
        fields: null,
      });
    });

    it('was opened on no day that is none', () => {
      expect(job({ original_open_date: '0000-00-00' }).created_at).to.equal(null);
      expect(tag(job({ original_open_date: '0000-00-00' }), 'original_open_date')).to.deep.equal([]);
    });

    it("leaves the recruiters' notes in JazzHR", () => {
      expect(JSON.stringify(job({ notes: 'Budget is secret' }))).to.not.include('secret');
    });
  });

  describe('an applicant', () => {
    it('says nothing by "No Answer", "0000-00-00" and "0"', () => {
      const silent = applicant({
        email: 'No Answer',
        phone: ' ',
        languages: 'No Answer',
        education_level: 'no answer',
        desired_salary: '0',
        desired_start_date: '0000-00-00',
        recruiter_id: '0',
        apply_date: '0000-00-00',
      });
      expect(silent.info).to.include({ email: null, phone: null });
      expect(silent).to.deep.include({ languages: [], educations: [], created_at: null });
      for (const name of ['desired_salary', 'desired_start_date', 'recruiter_id', 'apply_date']) {
        expect(tag(silent, name), name).to.deep.equal([]);
      }
    });

    it('keeps two names that are one', () => {
      const named = applicant({ first_name: 'Thomas', last_name: 'Thomas' });
      expect(named.info).to.include({ full_name: 'Thomas Thomas' });
    });

    it('has every job as a tag, one or many, in a list or without', () => {
      const jobs = [
        { job_id: 'job_1', job_title: 'Cook', applicant_progress: 'New', workflow_step_id: '1' },
        { job_id: 'job_2', job_title: 'Cook', applicant_progress: 'Hired', workflow_step_id: '4' },
      ];
      expect(tag(applicant({ jobs }), 'job_id')).to.deep.equal(['job_1', 'job_2']);
      expect(tag(applicant({ jobs }), 'job_title')).to.deep.equal(['Cook']);
      expect(tag(applicant({ jobs: jobs[1] }), 'applicant_progress')).to.deep.equal(['Hired']);
      expect(tag(applicant({ jobs: null }), 'job_id')).to.deep.equal([]);
    });

    it('has the education that the three fields tell', () => {
      const educations = (college: string, education_level: string, college_gpa: string) =>
        applicant({ college, education_level, college_gpa }).educations;
      expect(educations('Duquesne', 'No Answer', '3.4')).to.deep.equal([
        { school: 'Duquesne', title: null, description: 'GPA: 3.4', date_start: null, date_end: null },
      ]);
      expect(educations('', 'High School', '')).to.have.length(1);
      expect(educations('', '', '3.4')).to.deep.equal([]);
    });

    it('speaks the languages of the field', () => {
      const names = (languages: string) => applicant({ languages }).languages?.map(({ name }) => name);
      expect(names('English, French and German; Dutch/English')).to.deep.equal([
        'English',
        'French',
        'German',
        'Dutch',
      ]);
    });

    it('has addresses on the web, whatever was written there', () => {
      const twitter = (twitter_username: string) =>
        applicant({ twitter_username, linkedin_url: '' }).info?.urls?.[0]?.url;
      expect(twitter('@jane')).to.equal('https://twitter.com/jane');
      expect(twitter('jane')).to.equal('https://twitter.com/jane');
      expect(twitter('https://x.com/jane')).to.equal('https://x.com/jane');
      expect(applicant({ website: 'jane.example.com' }).info?.urls).to.deep.include({
        type: 'from_resume',
        url: 'jane.example.com',
      });
    });

    it('brings the résumé as a file where there is one, else as its text', () => {
      const resume_file = { file_name: 'cv.pdf', content_type: 'application/pdf', raw: 'JVBERi0=' };
      const link = { resume_link: 'https://app.jazz.co/x', resume_body: 'Ten years at sea' };
      const withFile = applicant({ ...link, resume_file });
      expect(withFile.resume).to.deep.equal(resume_file);
      expect(withFile).to.not.have.property('text');
      expect(tag(withFile, 'resume')).to.deep.equal(['file']);
      const withText = applicant({ ...link, resume_file: null });
      expect(withText).to.include({ text: 'Ten years at sea' }).and.not.have.property('resume');
      expect(tag(withText, 'resume')).to.deep.equal(['text']);
      const without = applicant({ ...link, resume_body: ' ', resume_file: null });
      expect(without).to.not.have.any.keys('resume', 'text');
      expect(tag(without, 'resume')).to.deep.equal(['unavailable']);
    });

    it('has a text without markup, if JazzHR should send HTML', () => {
      const { text } = applicant({ resume_body: '<div>Ten years<br>at sea &amp; more</div>' });
      expect(text).to.equal('Ten years\nat sea & more');
      expect(applicant({ resume_body: 'a < b\n\nc' }).text).to.equal('a < b\n\nc');
      expect(applicant({ resume_body: '<p> </p>' })).to.not.have.property('text');
    });

    it('is told nothing of that the law protects, nor in confidence', () => {
      const kept = JSON.stringify(
        applicant({
          eeo_gender: 'SECRET',
          eeo_race: 'SECRET',
          eeoc_veteran: 'SECRET',
          has_felony: 'SECRET',
          felony_explanation: 'SECRET',
          citizenship_status: 'SECRET',
          over_18: 'SECRET',
          notes: 'SECRET',
          references: 'SECRET',
          comments: [{ text: 'SECRET' }],
          messages: [{ text: 'SECRET' }],
        }),
      );
      expect(kept).to.not.include('SECRET');
    });

    it('is what the target accepts, and stays as it was', () => {
      const before = JSON.stringify(APPLICANT);
      expect(HrflowProfile.safeParse(formatJazzhrApplicant(APPLICANT)).error).to.equal(undefined);
      expect(JSON.stringify(APPLICANT)).to.equal(before);
    });
  });
});
