import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { failureOf } from '../../support/errors.js';
import { ada, closesStage, setStage, USER, type Stage } from './support.js';

/** A job of the sandbox. */
const JOB = 149_995;
const JOB_ID = String(JOB);

for (const version of ['v1', 'v3'] as const) {
  describe(`creating candidates in Greenhouse, over Harvest ${version}`, () => {
    let stage: Stage;
    closesStage();
    beforeEach(async () => {
      stage = await setStage(version);
    });
    const created = () => stage.sandbox.greenhouse.candidatesCreated();

    it('writes all of a profile that Greenhouse has a place for', async () => {
      expect(await stage.create(ada({ attachments: [stage.resume()] }), { tags: ['HrFlow'] })).to.equal(
        'written',
      );
      const candidate = stage.candidate('ada@example.com');
      expect(candidate).to.deep.include({
        first_name: 'Ada',
        last_name: 'Martin',
        company: 'Boréal Énergie',
        title: 'Engineer',
        email_addresses: [{ value: 'ada@example.com', type: 'personal' }],
        phone_numbers: [{ value: '+33 6 39 98 00 12', type: 'mobile' }],
        addresses: [{ value: '3 Harbour Street, Boston', type: 'home' }],
        website_addresses: [{ value: 'https://ada.example.com', type: 'personal' }],
        social_media_addresses: [{ value: 'https://www.linkedin.com/in/ada' }],
        tags: ['HrFlow'],
      });
      const educations = candidate.educations.map(({ id: _id, ...rest }) => rest);
      expect(educations).to.deep.equal([
        {
          school_name: 'University of Eastmoor',
          degree: "Master's Degree",
          discipline: 'Computer Science',
          start_date: '2013-09-01T00:00:00.000Z',
          end_date: '2018-06-30T00:00:00.000Z',
        },
      ]);
      expect(candidate.employments.map(({ company_name, title }) => [company_name, title])).to.deep.equal([
        ['Boréal Énergie', 'Engineer'],
        ['Halyard Health', 'Trainee'],
      ]);
      expect(candidate.employments[0]?.end_date).to.equal(null);
      expect(candidate.attachments.map(({ filename, type }) => [filename, type])).to.deep.equal([
        ['Ada Martin 5bae9c09.pdf', 'resume'],
      ]);
    });

    it("sends the résumé's content", async () => {
      await stage.create(ada({ attachments: [stage.resume()] }));
      const sent = stage.writes().find(({ path }) => path.endsWith('attachments'));
      const { content } = JSON.parse(sent?.body ?? '{}') as { content: string };
      expect(Buffer.from(content, 'base64').toString('latin1')).to.match(/^%PDF/);
    });

    it('makes a prospect without a job, and an application with one', async () => {
      await stage.create(ada());
      await stage.create(ada({ info: { full_name: 'Grace Hall', email: 'grace@example.com' } }), {
        job_id: JOB_ID,
      });
      const applications = (email: string) =>
        stage.candidate(email).applications.map(({ prospect, jobs }) => [prospect, jobs.map(({ id }) => id)]);
      expect(applications('ada@example.com')).to.deep.equal([[true, []]]);
      expect(applications('grace@example.com')).to.deep.equal([[false, [JOB]]]);
    });

    it('leaves one candidate when the same profile is pushed again, and writes nothing more', async () => {
      const profile = ada({ attachments: [stage.resume()] });
      expect(await stage.create(profile, { job_id: JOB_ID })).to.equal('written');
      const before = [stage.candidate('ada@example.com'), stage.writes().length];
      expect(await stage.create(profile, { job_id: JOB_ID })).to.equal('unchanged');
      expect([stage.candidate('ada@example.com'), stage.writes().length]).to.deep.equal(before);
      expect(created()).to.equal(1);
    });

    it('finds by e-mail, in whatever case, whom Greenhouse holds, and leaves the attributes alone', async () => {
      const [held] = stage.sandbox.addCandidates(1);
      const email_addresses = [{ value: 'ada@example.com', type: 'work' }];
      stage.sandbox.updateCandidate(held!.id, {
        email_addresses,
        title: 'Boss',
        applications: [],
        employments: [],
        educations: [],
      });
      const profile = ada({ info: { full_name: 'Ada Martin', email: ' ADA@Example.com' } });
      expect(await stage.create(profile, { job_id: JOB_ID })).to.equal('written');
      const after = stage.candidate('ada@example.com');
      expect(after).to.deep.include({ id: held!.id, title: 'Boss', email_addresses });
      expect(after.applications.map(({ jobs }) => jobs[0]?.id)).to.deep.equal([JOB]);
      expect(after.employments).to.have.length(2);
      expect(created()).to.equal(0);
    });

    for (const path of [/^(candidates|prospects)$/, /employments$/, /educations$/, /attachments$/]) {
      it(`leaves one candidate, complete, when the answer to a POST of ${path.source} is lost`, async () => {
        const api = version === 'v1' ? 'greenhouse' : 'greenhouse_v3';
        const lost = { kind: 'reset-after' } as const;
        stage.sandbox.addFault({ api, method: 'POST', path, times: 1, fault: lost });
        const profile = ada({ attachments: [stage.resume()] });
        expect(await failureOf(stage.create(profile))).to.include({ recovery: 'retry' });
        await stage.create(profile);
        expect(await stage.create(profile)).to.equal('unchanged');
        const { educations, employments, attachments } = stage.candidate('ada@example.com');
        expect([educations, employments, attachments].map(({ length }) => length)).to.deep.equal([1, 2, 1]);
        expect(created()).to.equal(1);
      });
    }

    it('waits for a candidate that Greenhouse takes its time to create', async () => {
      stage.sandbox.greenhouse.delayCreation(3);
      expect(await stage.create(ada())).to.equal('written');
      expect(stage.slept).to.deep.equal([1_000, 2_000, 5_000]);
      expect(stage.candidate('ada@example.com').employments).to.have.length(2);
    });

    it('gives up waiting as a dead letter, not as something to create once more', async () => {
      stage.sandbox.greenhouse.delayCreation(8);
      expect(await failureOf(stage.create(ada()))).to.include({
        code: 'candidate_pending',
        recovery: 'reject',
      });
      expect(await stage.create(ada())).to.equal('written');
      expect(created()).to.equal(1);
    });

    describe('with names that are not in the lists', () => {
      const educations = [
        { school: 'Nowhere College', title: "Master's Degree", date_start: '2010-09-01' },
        { school: 'Lakeside Community College', title: 'Wizardry', date_start: '2008-09-01' },
        { school: 'lakeside community  college', title: 'Nursing', date_start: '2006-09-01' },
      ];

      it('writes the rest, tells which they are, and goes on from there once they are known', async () => {
        const failure = await failureOf(stage.create(ada({ educations })));
        expect(failure).to.include({ code: 'candidate_incomplete', recovery: 'reject', path: 'educations' });
        expect(failure.message)
          .to.include('school "Nowhere College"')
          .and.include('degree "Wizardry"')
          .and.include("unknown_educations to 'leave_out'");
        const { educations: held, employments } = stage.candidate('ada@example.com');
        expect(employments).to.have.length(2);
        const names = held.map(({ school_name, degree, discipline }) => [school_name, degree, discipline]);
        expect(names).to.deep.equal([['Lakeside Community College', null, 'Nursing']]);
        stage.sandbox.greenhouse.addOption('school_name', 'Nowhere College');
        stage.sandbox.greenhouse.addOption('degree', 'Wizardry');
        stage.pass(31_000);
        expect(await stage.create(ada({ educations }))).to.equal('written');
        expect(stage.candidate('ada@example.com').educations).to.have.length(3);
        expect(await stage.create(ada({ educations }))).to.equal('unchanged');
      });

      it('leaves them out when told to', async () => {
        const parameters = { unknown_educations: 'leave_out' };
        expect(await stage.create(ada({ educations }), parameters)).to.equal('written');
        const { educations: held } = stage.candidate('ada@example.com');
        const names = held.map(({ school_name, degree, discipline }) => [school_name, degree, discipline]);
        expect(names).to.deep.equal([
          ['Lakeside Community College', null, null],
          ['Lakeside Community College', null, 'Nursing'],
        ]);
        expect(await stage.create(ada({ educations }), parameters)).to.equal('unchanged');
      });
    });

    it('tells that a résumé could not be fetched, after writing everything else', async () => {
      const gone = stage.resume({ public_url: `${stage.sandbox.url}/files/resume/1.pdf` });
      const failure = await failureOf(stage.create(ada({ attachments: [gone] })));
      expect(failure).to.include({ code: 'candidate_incomplete', recovery: 'reject' });
      expect(failure.message).to.match(
        /^The candidate is in Greenhouse, but not all of the profile \(1 missing\)/,
      );
      expect(stage.candidate('ada@example.com').employments).to.have.length(2);
    });

    describe('refuses', () => {
      it('a profile without an e-mail address: twice pushed, it would be there twice', async () => {
        const failure = await failureOf(stage.create(ada({ info: { full_name: 'Ada Martin' } })));
        expect(failure).to.include({ code: 'email_missing', recovery: 'reject', path: 'email_addresses' });
        expect(failure.message).to.include('info.email');
        expect(created()).to.equal(0);
      });

      it('a profile without a last name, which Greenhouse requires', async () => {
        const info = { full_name: 'Ada', email: 'ada@example.com' };
        const failure = await failureOf(stage.create(ada({ info })));
        expect(failure).to.include({ code: 'name_missing', recovery: 'reject', path: 'last_name' });
        expect(failure.message).to.include('info.last_name');
        expect(created()).to.equal(0);
      });

      it('an e-mail address that two candidates have', async () => {
        const ids = stage.sandbox.addCandidates(2).map(({ id }) => id);
        const email_addresses = [{ value: 'ada@example.com', type: 'personal' }];
        for (const id of ids) stage.sandbox.updateCandidate(id, { email_addresses });
        const failure = await failureOf(stage.create(ada()));
        expect(failure).to.include({ code: 'candidate_ambiguous', recovery: 'reject' });
        for (const id of ids) expect(failure.message).to.include(String(id));
      });

      it('what Greenhouse refuses, in its own words', async () => {
        const failure = await failureOf(stage.create(ada(), { job_id: '7' }));
        expect(failure).to.include({ code: 'unprocessable', recovery: 'reject' });
        expect(failure.message).to.include('job_id').and.include('is invalid');
        expect(created()).to.equal(0);
      });
    });
  });
}

describe('creating candidates over Harvest v1', () => {
  closesStage();

  it('names the acting user with each write', async () => {
    const stage = await setStage('v1');
    const failure = await failureOf(stage.create(ada(), { on_behalf_of: '1' }));
    expect(failure).to.include({ code: 'forbidden', recovery: 'configure' });
    expect(await stage.create(ada(), { on_behalf_of: USER })).to.equal('written');
  });
});
