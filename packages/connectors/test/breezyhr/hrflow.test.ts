import { SANDBOX_BREEZYHR_TOKEN, type SandboxOptions } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  BreezyHR,
  hrflowApi,
  openClient,
  type Action,
  type HttpClient,
  type PushOutcome,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { Accounts } from './account.js';

const LAYOUT = {
  layout: [
    ['published', 6],
    ['closed', 2],
    ['archived', 3],
  ],
} as const;

describe('Breezy HR to HrFlow and back, against the sandbox', () => {
  const accounts = new Accounts();

  async function start(options: SandboxOptions = {}) {
    const { sandbox, client: breezy } = await accounts.start({
      breezyhr: LAYOUT,
      hrflow: { syncParsing: true },
      ...options,
    });
    const { environment: env } = sandbox;
    const hrflow = openClient(
      hrflowApi,
      { api_secret: env.HRFLOW_API_SECRET, api_user: env.HRFLOW_API_USER },
      { baseUrls: env, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 10)) },
    );
    /** What a worker does with an action, without its queues. */
    const run = async (action: Action, pull: object, push: object): Promise<PushOutcome[]> => {
      const [origin, target]: HttpClient[] =
        action.direction === 'inbound' ? [breezy, hrflow] : [hrflow, breezy];
      const from = action.origin.parameters.parse(pull);
      const to = action.target.parameters.parse(push);
      await action.origin.check(origin!, from);
      await action.target.check(target!, to);
      const outcomes: PushOutcome[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await action.origin.pull(origin!, from, cursor ?? null);
        for (const summary of page.items) {
          const item = action.origin.detail ? await action.origin.detail(origin!, from, summary) : summary;
          outcomes.push(await action.target.push(target!, to, action.target.item.parse(action.format(item))));
        }
        cursor = page.next;
      }
      return outcomes;
    };
    const source = { source_key: env.HRFLOW_SOURCE_KEY };
    const board = { board_key: env.HRFLOW_BOARD_KEY };
    return { sandbox, run, source, board };
  }
  const times = (count: number, outcome: PushOutcome) => Array.from({ length: count }, () => outcome);

  it('creates profiles once, updates them, and archives those in the stages named', async () => {
    const { sandbox, run, source } = await start();
    const all = sandbox.breezyhr.candidates();
    expect(await run(BreezyHR.create_profiles_in_hrflow, {}, source)).to.deep.equal(times(11, 'written'));
    expect(await run(BreezyHR.create_profiles_in_hrflow, {}, source)).to.deep.equal(times(11, 'unchanged'));
    const [first, ...others] = all;
    sandbox.breezyhr.updateCandidate(first!._id, { headline: 'Changed' });
    expect(await run(BreezyHR.update_profiles_in_hrflow, {}, source)).to.deep.equal(times(11, 'written'));
    expect(sandbox.profile(first!._id)?.tags).to.deep.include({
      name: 'breezyhr_headline',
      value: 'Changed',
    });
    for (const { _id } of others) sandbox.breezyhr.moveTo(_id, 'feedback');
    sandbox.breezyhr.moveTo(first!._id, 'disqualified');
    const rejected = { stage_types: ['disqualified'] };
    expect(await run(BreezyHR.archive_profiles_in_hrflow, rejected, source)).to.deep.equal(['written']);
    const archived = all.filter(({ _id }) => sandbox.profile(_id)?.archived_at);
    expect(archived.map(({ _id }) => _id)).to.deep.equal([first!._id]);
  });

  it("brings résumés to HrFlow's parser", async () => {
    const { sandbox, run, source } = await start();
    await run(BreezyHR.create_profiles_in_hrflow, {}, source);
    const withResume = sandbox.breezyhr.candidates().filter(({ resume }) => resume);
    expect(sandbox.records.totals()).to.include({ parsed: withResume.length });
  });

  it('writes the profile whose résumé can not be had, and counts the item as failed', async () => {
    const { sandbox, run, source } = await start({ breezyhr: { layout: [['published', 0]] } });
    const [position] = sandbox.breezyhr.positions();
    const bytes = Buffer.from('%PDF');
    const resume = { file_name: 'cv.pdf', content_type: 'application/pdf', bytes };
    const { _id } = sandbox.breezyhr.create(position!._id, { resume });
    sandbox.addFault({ api: 'breezyhr', path: /\/resume$/, fault: { kind: 'status', status: 404 } });
    expect(await failureOf(run(BreezyHR.create_profiles_in_hrflow, {}, source))).to.include({
      code: 'resume_unavailable',
      recovery: 'reject',
    });
    expect(sandbox.profile(_id)?.reference).to.equal(_id);
  });

  it('creates jobs once, updates them, and archives those of positions that have ended', async () => {
    const { sandbox, run, board } = await start();
    const [live] = sandbox.breezyhr.positions('published');
    const [closed] = sandbox.breezyhr.positions('closed');
    for (const state of ['published', 'closed']) {
      expect(await run(BreezyHR.create_jobs_in_hrflow, { state }, board)).to.deep.equal(['written']);
    }
    expect(await run(BreezyHR.create_jobs_in_hrflow, {}, board)).to.deep.equal(['unchanged']);
    sandbox.breezyhr.updatePosition(live!._id, { name: 'Renamed' });
    expect(await run(BreezyHR.update_jobs_in_hrflow, {}, board)).to.deep.equal(['written']);
    expect(sandbox.job(live!._id)?.name).to.equal('Renamed');
    expect(await run(BreezyHR.archive_jobs_in_hrflow, { state: 'closed' }, board)).to.deep.equal(['written']);
    expect(sandbox.job(closed!._id)?.archived_at).to.be.a('string');
    expect(sandbox.job(live!._id)?.archived_at).to.equal(null);
    // The archived position never was a job in HrFlow, and that is no success.
    expect(await failureOf(run(BreezyHR.archive_jobs_in_hrflow, {}, board))).to.include({
      code: 'job_not_found',
    });
  });

  it('creates a candidate of a profile, and updates him', async () => {
    const { sandbox, run, source } = await start();
    const position_id = sandbox.environment.BREEZYHR_POSITION_ID;
    const info = { full_name: 'Ada Martin', email: 'ada@example.com', summary: 'Chair' };
    const experiences = [{ company: 'SolarCo', title: 'Chairman', date_start: '2006-06-01T00:00:00' }];
    const key = sandbox.addProfile({
      reference: 'ada',
      info,
      experiences,
      skills: [{ name: 'Python' }],
    } as never);
    const pull = { ...source, profile_key: key };
    const ada = () =>
      sandbox.breezyhr.candidates(position_id).find(({ email_address }) => email_address === info.email);
    expect(await failureOf(run(BreezyHR.update_profiles_in_breezyhr, pull, { position_id }))).to.include({
      code: 'candidate_not_found',
    });
    expect(await run(BreezyHR.create_profiles_in_breezyhr, pull, { position_id })).to.deep.equal(['written']);
    expect(await run(BreezyHR.create_profiles_in_breezyhr, pull, { position_id })).to.deep.equal([
      'unchanged',
    ]);
    expect(ada()).to.deep.include({ name: 'Ada Martin', summary: 'Chair', tags: ['Python'] });
    sandbox.breezyhr.updateCandidate(ada()!._id, { summary: 'Old' });
    expect(await run(BreezyHR.update_profiles_in_breezyhr, pull, { position_id })).to.deep.equal(['written']);
    expect(ada()).to.deep.include({ summary: 'Chair' });
    expect(ada()?.work_history).to.deep.equal([
      { company_name: 'SolarCo', title: 'Chairman', start_year: 2006, start_month: 6 },
    ]);
  });
});

describe('Breezy HR, as a connector', () => {
  const NAMES = [
    'create_jobs_in_hrflow',
    'update_jobs_in_hrflow',
    'archive_jobs_in_hrflow',
    'create_profiles_in_hrflow',
    'update_profiles_in_hrflow',
    'archive_profiles_in_hrflow',
    'create_profiles_in_breezyhr',
    'update_profiles_in_breezyhr',
  ];

  it('has the actions of hrflow-connectors', () => {
    expect(BreezyHR.info).to.include({ name: 'Breezy HR', subtype: 'breezyhr', type: 'ATS' });
    expect(BreezyHR.actions.map(({ name }) => name)).to.have.members(NAMES);
  });

  it('tells a personal access token apart by how it starts', () => {
    const { api } = BreezyHR.create_jobs_in_hrflow.origin;
    const credentials = { email: 'a', company_id: 'c', company_name: null };
    expect(api.forCredentials!({ ...credentials, password: SANDBOX_BREEZYHR_TOKEN })).to.not.have.property(
      'token',
    );
    expect(api.forCredentials!({ ...credentials, password: 'pw' })).to.have.property('token');
  });
});
