import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { failureOf } from '../../support/errors.js';
import { ada, closesStage, setStage, type Stage } from './support.js';

describe('what Harvest v3 has of its own', () => {
  let stage: Stage;
  closesStage();
  beforeEach(async () => {
    stage = await setStage('v3');
  });
  const bodies = (path: string) =>
    stage
      .writes()
      .filter((request) => request.path === path)
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  it('one application, in the same request as the candidate', async () => {
    await stage.create(ada(), { job_id: '149995' });
    expect(bodies('candidates')[0]).to.deep.include({ application: { job_id: 149_995 } });
    expect(bodies('applications')).to.deep.equal([]);
  });

  it('names of schools by the ids of options, and dates without a time', async () => {
    await stage.create(ada());
    const [education] = bodies('candidate_educations');
    expect(education).to.include({ start_date: '2013-09-01', end_date: '2018-06-30' });
    for (const key of ['school_name', 'degree', 'discipline']) {
      expect(education?.[`${key}_custom_field_option_id`], key).to.be.a('number');
    }
    expect(bodies('candidate_employments')[0]).to.deep.include({
      company_name: 'Boréal Énergie',
      start_date: '2019-09-01',
    });
    expect(bodies('candidate_employments')[0]).to.not.have.property('end_date');
  });

  it('one token for all the requests of a push', async () => {
    await stage.create(ada());
    expect(stage.sandbox.greenhouse.tokensIssued()).to.equal(1);
  });

  it('files that belong to an application: the one for the job, if there is one', async () => {
    const profile = ada({ attachments: [stage.resume()] });
    const [held] = stage.sandbox.addCandidates(1);
    const pattern = [...stage.sandbox.candidates()].flatMap(({ applications }) => applications)[0]!;
    const application = (id: number, status: string, job: number) => ({
      ...pattern,
      id,
      candidate_id: held!.id,
      status,
      prospect: false,
      jobs: [{ id: job, name: 'x' }],
    });
    stage.sandbox.updateCandidate(held!.id, {
      email_addresses: [{ value: 'ada@example.com', type: 'work' }],
      attachments: [],
      applications: [application(701, 'active', 149_995), application(702, 'rejected', 150_006)],
    });
    await stage.create(profile, { job_id: '150006' });
    await stage.update(
      ada({ attachments: [stage.resume({ alt: 'another', created_at: '2099-01-01T00:00:00+0000' })] }),
    );
    expect(bodies('attachments').map((body) => body['application_id'])).to.deep.equal([702, 701]);
  });

  it('no place for a file of somebody without an application, which is told', async () => {
    const [held] = stage.sandbox.addCandidates(1);
    const email_addresses = [{ value: 'ada@example.com', type: 'work' }];
    stage.sandbox.updateCandidate(held!.id, { email_addresses, attachments: [], applications: [] });
    const failure = await failureOf(stage.update(ada({ attachments: [stage.resume()] })));
    expect(failure).to.include({ code: 'candidate_incomplete', recovery: 'reject', path: 'resume' });
    expect(failure.message).to.include('belongs to an application');
    expect(stage.candidate('ada@example.com').employments.map(({ title }) => title)).to.include('Trainee');
  });

  it('items that are a message alone: who is looked for may be among them, so nobody is created', async () => {
    const [held] = stage.sandbox.addCandidates(1);
    const email_addresses = [{ value: 'ada@example.com', type: 'work' }];
    stage.sandbox.updateCandidate(held!.id, { email_addresses });
    stage.sandbox.greenhouse.startWorkingOn(held!.id);
    expect(await failureOf(stage.create(ada()))).to.include({ code: 'candidate_pending', recovery: 'retry' });
    stage.sandbox.greenhouse.finishWorkingOn(held!.id);
    await stage.create(ada());
    expect(stage.sandbox.greenhouse.candidatesCreated()).to.equal(0);
  });
});
