import { JAZZHR_REJECTED_STEP, startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { closeConnections, JazzHR, openClient, type Action, type SyncError } from '../../src/index.js';
import { failureOf } from '../support/errors.js';

/** What a run does, without the engine: reads all pages, completes, formats and pushes each item. */
async function run(sandbox: Sandbox, action: Action, pull: object = {}, push: object = {}) {
  const env = sandbox.environment;
  const jazzhr = { api_key: env.JAZZHR_API_KEY };
  const hrflow = { api_secret: env.HRFLOW_API_SECRET, api_user: env.HRFLOW_API_USER };
  const [from, to] = action.direction === 'inbound' ? [jazzhr, hrflow] : [hrflow, jazzhr];
  const host = { baseUrls: env, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 5)) };
  const origin = openClient(action.origin.api, from, host);
  const target = openClient(action.target.api, to, host);
  const pulling = action.origin.parameters.parse(pull);
  const key =
    action.entity === 'job' ? { board_key: env.HRFLOW_BOARD_KEY } : { source_key: env.HRFLOW_SOURCE_KEY };
  const pushing = action.target.parameters.parse({ ...(action.direction === 'inbound' && key), ...push });
  await action.origin.check(origin, pulling);
  await action.target.check(target, pushing);
  const outcomes: Record<string, string[]> = {};
  const note = (outcome: string, id = '') => (outcomes[outcome] ??= []).push(id);
  let cursor: string | null = null;
  do {
    const page = await action.origin.pull(origin, pulling, cursor);
    for (const summary of page.items) {
      const id = action.origin.identify(summary);
      try {
        const item = action.origin.detail ? await action.origin.detail(origin, pulling, summary) : summary;
        if (item === null) note('left out', id);
        else
          note(await action.target.push(target, pushing, action.target.item.parse(action.format(item))), id);
      } catch (error) {
        note((error as SyncError).code, id);
      }
    }
    cursor = page.next;
  } while (cursor !== null);
  return outcomes;
}

describe('JazzHR and HrFlow, against the sandbox', () => {
  let sandbox: Sandbox;
  afterEach(async () => {
    await closeConnections();
    await sandbox.close();
  });
  const start = async (options: SandboxOptions = {}) => {
    sandbox = await startSandbox({
      candidates: 0,
      jazzhr: { applicants: 26, jobs: 16 },
      hrflow: { syncParsing: true },
      ...options,
    });
  };
  const applicants = () => sandbox.jazzhr.applicants();
  const ids = () => applicants().map(({ id }) => id);

  it('creates every job once, and then no other', async () => {
    await start({ jazzhr: { applicants: 0, jobs: 105 } });
    const jobs = sandbox.jazzhr.jobs().map(({ id }) => id);
    expect(await run(sandbox, JazzHR.create_jobs_in_hrflow)).to.deep.equal({ written: jobs });
    expect(await run(sandbox, JazzHR.create_jobs_in_hrflow)).to.deep.equal({ unchanged: jobs });
    expect([...sandbox.jobs()].map(({ reference }) => reference)).to.deep.equal(jobs);
    expect(sandbox.job(jobs[0]!)).to.deep.include({ name: sandbox.jazzhr.jobs()[0]!.title });
  });

  it('updates the jobs that HrFlow holds, and says which it does not', async () => {
    await start();
    const [first, second] = sandbox.jazzhr.jobs().map(({ id }) => id);
    await run(sandbox, JazzHR.create_jobs_in_hrflow);
    sandbox.jazzhr.updateJob(first!, { title: 'Another title' });
    const { written } = await run(sandbox, JazzHR.update_jobs_in_hrflow);
    expect(written).to.have.length(16);
    expect(sandbox.job(first!)).to.include({ name: 'Another title' });
    expect(sandbox.job(second!)?.sections).to.have.length(1);
    sandbox.jazzhr.setJobs(17);
    const { job_not_found: missing } = await run(sandbox, JazzHR.update_jobs_in_hrflow);
    expect(missing).to.deep.equal([sandbox.jazzhr.jobs()[16]!.id]);
  });

  it('archives the jobs that have ended, never one that is open', async () => {
    await start();
    await run(sandbox, JazzHR.create_jobs_in_hrflow);
    const ended = sandbox.jazzhr
      .jobs()
      .filter(({ status }) => ['Filled', 'Cancelled', 'Closed'].includes(status));
    expect(await run(sandbox, JazzHR.archive_jobs_in_hrflow)).to.deep.equal({
      written: ended.map(({ id }) => id),
    });
    const archived = [...sandbox.jobs()].filter(({ archived_at }) => archived_at !== null);
    expect(archived.map(({ reference }) => reference)).to.have.members(ended.map(({ id }) => id));
  });

  it('creates every applicant once, with the résumé as a file or as its text', async () => {
    await start();
    expect(applicants().some(({ jobs }) => jobs.length > 1)).to.equal(true);
    expect(await run(sandbox, JazzHR.create_profiles_in_hrflow)).to.deep.equal({ written: ids() });
    expect(await run(sandbox, JazzHR.create_profiles_in_hrflow)).to.deep.equal({ unchanged: ids() });
    expect([...sandbox.profiles()].map(({ reference }) => reference)).to.have.members(ids());
    const seen = new Set<unknown>();
    for (const { id, email, jobs, resume_body } of applicants()) {
      const profile = sandbox.profile(id)!;
      const tags = (name: string) =>
        profile.tags?.filter((tag) => tag.name === `jazzhr_${name}`).map(({ value }) => value);
      expect(tags('job_id'), id).to.deep.equal(jobs.map(({ job_id }) => job_id));
      if (email !== '') expect(profile.info.email).to.equal(email);
      const [resume] = tags('resume')!;
      seen.add(resume);
      if (resume === 'file') expect(profile.attachments).to.have.length.above(0);
      if (resume === 'text') expect(profile.text).to.equal(resume_body);
    }
    expect(seen).to.deep.equal(new Set(['file', 'text', 'unavailable', 'none']));
  });

  it('has no page to sign in at parsed as a résumé', async () => {
    await start();
    await run(sandbox, JazzHR.create_profiles_in_hrflow);
    const uploads = sandbox.records.requests({ api: 'hrflow', path: 'profile/parsing/file' });
    expect(uploads).to.have.length.above(0);
    for (const { body } of uploads) expect(body).to.include('%PDF').and.not.include('password');
  });

  it('makes one profile of an applicant who stands on two pages', async () => {
    await start({ jazzhr: { applicants: 0, jobs: 2 } });
    const [one, two] = sandbox.jazzhr.jobs();
    const application = (job: typeof one) => ({ job_id: job!.id, job_title: job!.title });
    for (let index = 0; index < 99; index++) {
      sandbox.jazzhr.addApplicant({ email: `${index}@example.com`, resume_body: '' });
    }
    const jobs = [application(one), application(two)] as never;
    const { id } = sandbox.jazzhr.addApplicant({ email: 'both@example.com', jobs, resume_body: '' });
    const outcomes = await run(sandbox, JazzHR.create_profiles_in_hrflow);
    expect(outcomes['written']).to.include(id).and.to.have.length(100);
    expect(outcomes['unchanged']).to.deep.equal([id]);
    expect([...sandbox.profiles()].filter(({ reference }) => reference === id)).to.have.length(1);
  });

  it('updates the applicants that HrFlow holds, an edit from before the first run included', async () => {
    await start();
    await run(sandbox, JazzHR.create_profiles_in_hrflow);
    const [first] = applicants();
    sandbox.jazzhr.updateApplicant(first!.id, { first_name: 'Changed', languages: 'Dutch' });
    const added = sandbox.jazzhr.addApplicant({ email: 'new@example.com' });
    sandbox.records.clear();
    const outcomes = await run(sandbox, JazzHR.update_profiles_in_hrflow);
    expect(outcomes).to.have.keys('written', 'profile_not_found');
    expect(outcomes['profile_not_found']).to.deep.equal([added.id]);
    expect(sandbox.profile(first!.id)?.info.first_name).to.equal('Changed');
    await run(sandbox, JazzHR.update_profiles_in_hrflow);
    // The second time, each is written as it was.
    for (const id of outcomes['written']!) {
      expect(sandbox.records.item(id), id).to.include({ puts: 2, distinctBodies: 1, parses: 0 });
    }
  });

  it('leaves out an applicant who was deleted while it read, as a dead letter', async () => {
    await start();
    const [gone] = applicants();
    sandbox.addFault({
      api: 'jazzhr',
      path: `applicants/${gone!.id}`,
      fault: { kind: 'status', status: 404 },
    });
    const outcomes = await run(sandbox, JazzHR.create_profiles_in_hrflow);
    expect(outcomes['not_found']).to.deep.equal([gone!.id]);
    expect(outcomes['written']).to.have.length(ids().length - 1);
  });

  it('archives the applicants who are rejected for every job, and nobody who is live', async () => {
    await start();
    await run(sandbox, JazzHR.create_profiles_in_hrflow);
    const isIn = ({ workflow_step_id }: { workflow_step_id: string }) =>
      workflow_step_id === JAZZHR_REJECTED_STEP;
    const rejected = applicants().filter(({ jobs }) => jobs.every(isIn));
    const partly = applicants().find(({ jobs }) => jobs.length === 2 && !jobs.some(isIn))!;
    const [firstJob, secondJob] = partly.jobs;
    const live = [{ ...firstJob!, workflow_step_id: JAZZHR_REJECTED_STEP }, secondJob!];
    sandbox.jazzhr.updateApplicant(partly.id, { jobs: live });
    const outcomes = await run(sandbox, JazzHR.archive_profiles_in_hrflow, { status: JAZZHR_REJECTED_STEP });
    expect(outcomes['written']).to.have.members(rejected.map(({ id }) => id));
    expect(outcomes['left out']).to.include(partly.id);
    const archived = [...sandbox.profiles()].filter(({ archived_at }) => archived_at !== null);
    expect(archived.map(({ reference }) => reference)).to.have.members(rejected.map(({ id }) => id));
  });

  it('says which job is unknown, and where', async () => {
    await start();
    const wrong = run(sandbox, JazzHR.create_profiles_in_hrflow, { job_id: 'job_none' });
    const error = await failureOf(wrong);
    expect(error).to.include({ code: 'job_unknown', path: 'pullParameters.job_id' });
    expect(error.message).to.include('"job_none"').and.to.include('pullParameters.job_id');
    const { id } = sandbox.jazzhr.jobs()[0]!;
    const outcomes = await run(sandbox, JazzHR.create_profiles_in_hrflow, { job_id: id });
    const applied = applicants().filter(({ jobs }) => jobs.some(({ job_id }) => job_id === id));
    expect(outcomes['written'] ?? []).to.have.members(applied.map((applicant) => applicant.id));
  });

  it('enters a profile of HrFlow for a job, once', async () => {
    await start();
    const content = {
      info: { first_name: 'Jane', last_name: 'Doe', email: 'jane@example.com' },
      text: 'Sea',
    };
    const profile_key = sandbox.addProfile({ reference: 'jane', ...content });
    const source_key = sandbox.environment.HRFLOW_SOURCE_KEY;
    const job_id = sandbox.jazzhr.jobs()[3]!.id;
    const pushed = () =>
      run(sandbox, JazzHR.create_profiles_in_jazzhr, { source_key, profile_key }, { job_id });
    expect(await pushed()).to.deep.equal({ written: ['jane'] });
    expect(await pushed()).to.deep.equal({ unchanged: ['jane'] });
    const [created] = sandbox.jazzhr.created();
    expect(sandbox.jazzhr.created()).to.have.length(1);
    expect(created).to.include({
      last_name: 'Doe',
      email: 'jane@example.com',
      job: job_id,
      resumetext: 'Sea',
    });
  });
});
