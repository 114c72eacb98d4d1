import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { z } from 'zod';
import {
  JazzHR,
  JazzhrApplicantsParameters,
  JazzhrCreateApplicantsParameters,
  JazzhrEndedJobsParameters,
  JazzhrJobsParameters,
  JazzhrRejectedApplicantsParameters,
} from '../../src/index.js';

const issue = (schema: z.ZodType, parameters: object) => schema.safeParse(parameters).error?.issues[0];
const descriptions = (schema: z.ZodObject) =>
  Object.fromEntries(
    Object.entries(schema.shape).map(([name, field]) => [name, (field as z.ZodType).description]),
  );

/** Word for word as in hrflow-connectors (seeds/jazzhr.update_profiles_in_hrflow.md, catalogue 2.16). */
const APPLICANTS = {
  name: 'Any substring in first or last name',
  city: '',
  job_id: '',
  job_title: '',
  recruiter_id: '',
  apply_date: 'Exact applied date in YYYY-MM-DD format',
  from_apply_date: 'YYYY-MM-DD',
  to_apply_date: 'YYYY-MM-DD',
  status: "Applicant's workflow status ID",
  rating: "Applicant's rating (1-5)",
};
const JOBS = {
  title: 'Title of the Job',
  recruiter: 'Recruiter of the Job',
  board_code: 'Board Code of the Job',
  department: 'Department of the Job',
  hiring_lead: 'Hiring Lead of the Job',
  state: 'Location of Job by State',
  city: 'Location of Job by City',
  from_open_date: 'Filter by job open date. Use YYYY-MM-DD format',
  to_open_date: 'Filter by job open date. Use YYYY-MM-DD format',
  status: 'Filter by Job Status',
  confidential: 'Filter by confidentiality',
  private: 'Filter by privacy',
};

describe("the parameters of JazzHR's actions", () => {
  it('are those of hrflow-connectors, all null by default', () => {
    for (const [schema, expected] of [
      [JazzhrApplicantsParameters, APPLICANTS],
      [JazzhrJobsParameters, JOBS],
    ] as const) {
      expect(descriptions(schema)).to.deep.equal(expected);
      const nulls = Object.fromEntries(Object.keys(expected).map((name) => [name, null]));
      expect(schema.parse({})).to.deep.equal(nulls);
      expect(schema.parse(nulls)).to.deep.equal(nulls);
    }
    expect(Object.keys(JazzhrRejectedApplicantsParameters.shape)).to.deep.equal(Object.keys(APPLICANTS));
    expect(Object.keys(JazzhrEndedJobsParameters.shape)).to.deep.equal(Object.keys(JOBS));
    expect(JazzhrCreateApplicantsParameters.parse({})).to.deep.equal({ job_id: null });
  });

  it('belong to the seven actions, under their names', () => {
    expect(JazzHR.actions.map(({ name }) => name)).to.deep.equal([
      'create_jobs_in_hrflow',
      'update_jobs_in_hrflow',
      'archive_jobs_in_hrflow',
      'create_profiles_in_hrflow',
      'update_profiles_in_hrflow',
      'archive_profiles_in_hrflow',
      'create_profiles_in_jazzhr',
    ]);
    expect(JazzHR.info).to.include({ name: 'JazzHR', subtype: 'jazzhr', type: 'ATS' });
  });

  for (const bad of [
    '.',
    '..',
    '../jobs',
    'a/../b',
    'a/..',
    '..\\jobs',
    './x',
    '',
    '  ',
    'a\nb',
    '\u0000',
    '\uD800',
  ]) {
    it(`take no ${JSON.stringify(bad)} that could change the address`, () => {
      for (const name of ['name', 'city', 'job_id', 'job_title', 'recruiter_id', 'status']) {
        expect(issue(JazzhrApplicantsParameters, { [name]: bad })?.path, name).to.deep.equal([name]);
      }
      expect(issue(JazzhrCreateApplicantsParameters, { job_id: bad })?.path).to.deep.equal(['job_id']);
      expect(issue(JazzhrRejectedApplicantsParameters, { status: bad })?.path).to.deep.equal(['status']);
    });
  }

  it('say how to leave a filter out', () => {
    expect(issue(JazzhrJobsParameters, { title: ' ' })?.message).to.equal(
      'is empty; leave it out, or give null, not to filter by it',
    );
  });

  for (const good of ['QA/Test Engineer', 'a..b', '...', 'Nguyễn', '100%', '%2e%2e', '🦊', 'a?b#c']) {
    it(`take ${good}`, () =>
      expect(issue(JazzhrApplicantsParameters, { job_title: good })).to.equal(undefined));
  }

  for (const bad of [
    '01/31/2026',
    '2026-1-1',
    '2026-02-31',
    '2026-01-31T00:00:00Z',
    'yesterday',
    '',
    '0000-00-00',
  ]) {
    it(`take no "${bad}" for a day`, () => {
      const found = issue(JazzhrApplicantsParameters, { from_apply_date: bad });
      expect(found?.path).to.deep.equal(['from_apply_date']);
      expect(found?.message).to.equal(
        `expected a date as YYYY-MM-DD, such as 2026-01-31, got ${JSON.stringify(bad)}`,
      );
    });
  }

  it('take no two days in the wrong order', () => {
    const order = { from_apply_date: '2026-02-01', to_apply_date: '2026-01-01' };
    for (const schema of [JazzhrApplicantsParameters, JazzhrRejectedApplicantsParameters]) {
      expect(issue(schema, { ...order, status: '1' })).to.deep.include({
        path: ['to_apply_date'],
        message: 'is before from_apply_date: no day lies between them. Swap the two',
      });
    }
    const days = { from_open_date: '2026-02-01', to_open_date: '2026-01-01' };
    expect(issue(JazzhrEndedJobsParameters, days)?.path).to.deep.equal(['to_open_date']);
    expect(issue(JazzhrJobsParameters, { ...days, to_open_date: '2026-02-01' })).to.equal(undefined);
  });

  it('take a rating from 1 to 5 as a text', () => {
    expect(issue(JazzhrApplicantsParameters, { rating: '5' })).to.equal(undefined);
    for (const bad of ['0', '6', '4.5', 4]) {
      expect(issue(JazzhrApplicantsParameters, { rating: bad })?.path).to.deep.equal(['rating']);
    }
  });

  it('archive no job that is open', () => {
    expect(issue(JazzhrEndedJobsParameters, { status: 'Open' })).to.deep.include({
      path: ['status'],
      message: 'only jobs that have ended are archived: Filled, Cancelled, Closed, or null for all three',
    });
    expect(issue(JazzhrJobsParameters, { status: 'open' })?.path).to.deep.equal(['status']);
  });

  it('take no unknown name', () => {
    expect(issue(JazzhrApplicantsParameters, { email: 'a@example.com' })).to.deep.include({
      code: 'unrecognized_keys',
      keys: ['email'],
    });
  });
});
