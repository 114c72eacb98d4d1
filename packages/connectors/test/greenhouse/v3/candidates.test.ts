import { JOB_IDS } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  formatCandidate,
  greenhouseCandidates,
  GreenhouseCandidatesParameters,
  greenhouseRejectedCandidates,
  type GreenhouseCandidate,
  type HrflowProfile,
} from '../../../src/index.js';
import { failureOf } from '../../support/errors.js';
import { readEverything, requestsOf, startGreenhouse } from '../../support/greenhouse.js';

const ALL = GreenhouseCandidatesParameters.parse({});
const PER_PAGE = 100;

/** What Harvest v3 has no more of, and a profile therefore neither. */
const GONE_TAGS = new Set(['greenhouse_recruiter', 'greenhouse_coordinator']);
function withoutWhatIsGone(profile: HrflowProfile): HrflowProfile {
  return {
    ...profile,
    info: { ...profile.info, picture: null },
    tags: profile.tags?.filter(({ name }) => !GONE_TAGS.has(name ?? '')),
  };
}
const idsOf = (candidates: readonly GreenhouseCandidate[]): number[] => candidates.map(({ id }) => id);

describe('reading candidates over Harvest v3', () => {
  let greenhouse: Awaited<ReturnType<typeof startGreenhouse>>;
  beforeEach(async () => {
    greenhouse = await startGreenhouse({ candidates: 3 });
  });
  afterEach(async () => {
    await closeConnections();
    await greenhouse.sandbox.close();
  });
  const read = async (parameters: object = {}, version: 'v1' | 'v3' = 'v3') =>
    (await readEverything(greenhouseCandidates, greenhouse[version], parameters)).items;

  it('gives the same profile of the same person as v1, but for what v3 has no more', async () => {
    greenhouse.sandbox.setCandidates(230);
    const before = new Map((await read({}, 'v1')).map((each) => [each.id, formatCandidate(each)]));
    const after = new Map((await read()).map((each) => [each.id, formatCandidate(each)]));
    expect([...after.keys()]).to.have.members([...before.keys()]);
    for (const [id, profile] of before) {
      expect(withoutWhatIsGone(after.get(id)!)).to.deep.equal(withoutWhatIsGone(profile));
    }
    const profiles = [...after.values()];
    for (const part of ['experiences', 'educations', 'tags'] as const) {
      expect(
        profiles.filter((each) => (each[part] ?? []).length > 0),
        part,
      ).to.have.length.above(50);
    }
    expect(profiles.filter(({ resume }) => resume)).to.have.length.above(50);
  });

  it('sends a cursor without any other parameter, and children for 50 candidates at once', async () => {
    greenhouse.sandbox.setCandidates(PER_PAGE + 20);
    await read();
    const lists = requestsOf(greenhouse.sandbox, 'candidates');
    expect(lists[0]).to.equal(`candidates?per_page=${PER_PAGE}`);
    expect(lists[1]).to.match(/^candidates\?cursor=\+[^&]+$/);
    expect(lists).to.have.length(2);
    for (const list of ['applications', 'candidate_educations', 'candidate_employments', 'attachments']) {
      const sizes = requestsOf(greenhouse.sandbox, list).map(
        (request) => /candidate_ids=([\d,]+)/.exec(request)?.[1]?.split(',').length,
      );
      expect(sizes, list).to.deep.equal([50, 50, 20]);
    }
    expect(requestsOf(greenhouse.sandbox, 'attachments')[0]).to.match(/&type=resume$/);
  });

  it('takes as many requests for a full page as are set aside, once names are known', async () => {
    greenhouse.sandbox.setCandidates(2 * PER_PAGE);
    const { v3, sandbox } = greenhouse;
    for (const reader of [greenhouseCandidates, greenhouseRejectedCandidates]) {
      const { next } = await reader.pull(v3, ALL, null);
      const before = requestsOf(sandbox).length;
      await reader.pull(v3, ALL, next);
      const { requestsPerPage } = reader;
      const told = typeof requestsPerPage === 'function' ? requestsPerPage(v3) : requestsPerPage;
      expect(requestsOf(sandbox).length - before).to.equal(told);
    }
  });

  it('asks for nothing more when a page has nobody', async () => {
    greenhouse.sandbox.setCandidates(0);
    expect(await read()).to.deep.equal([]);
    expect(requestsOf(greenhouse.sandbox)).to.deep.equal([`candidates?per_page=${PER_PAGE}`]);
  });

  it('reads children to their end, though they take several pages', async () => {
    const [first] = greenhouse.sandbox.candidates();
    const employments = Array.from({ length: 1203 }, (_, position) => ({
      id: 7_000_000 + position,
      company_name: `Company ${position}`,
      title: 'Engineer',
      start_date: '2012-08-15T00:00:00.000Z',
      end_date: null,
    }));
    greenhouse.sandbox.updateCandidate(first!.id, { employments });
    const found = (await read()).find(({ id }) => id === first!.id);
    expect(found?.employments?.map(({ company_name }) => company_name)).to.deep.equal(
      employments.map(({ company_name }) => company_name),
    );
  });

  it('asks for a name once, in later pages and runs too, until it is an hour old', async () => {
    greenhouse.sandbox.setCandidates(250);
    let now = Date.now();
    const { GREENHOUSE_CLIENT_ID, GREENHOUSE_CLIENT_SECRET } = greenhouse.sandbox.environment;
    const client = greenhouse.open(
      { client_id: GREENHOUSE_CLIENT_ID, client_secret: GREENHOUSE_CLIENT_SECRET },
      { now: () => now },
    );
    const asked = () => requestsOf(greenhouse.sandbox, 'custom_field_options').length;
    await readEverything(greenhouseCandidates, client, {});
    await readEverything(greenhouseCandidates, client, {});
    expect(asked()).to.equal(1);
    now += 61 * 60 * 1000;
    greenhouse.sandbox.greenhouse.revokeTokens();
    await readEverything(greenhouseCandidates, client, {});
    expect(asked()).to.equal(2);
  });

  it('leaves an education without options without names', async () => {
    const [first] = greenhouse.sandbox.candidates();
    const education = { id: 1, school_name: null, degree: null, discipline: null };
    greenhouse.sandbox.updateCandidate(first!.id, { educations: [education] });
    const found = (await read()).find(({ id }) => id === first!.id);
    expect(found?.educations).to.deep.equal([
      { id: 1, school_name: null, degree: null, discipline: null, start_date: null, end_date: null },
    ]);
  });

  describe('selects as v1 does', () => {
    const selections: Readonly<Record<string, (candidates: readonly GreenhouseCandidate[]) => object>> = {
      'by when they were updated': () => ({
        updated_after: '2026-02-01T00:00:00Z',
        updated_before: '2026-06-01',
      }),
      'by when they were created': () => ({ created_after: '2024-02-01', created_before: '2025-02-01' }),
      'by both, which v3 refuses together': () => ({
        created_after: '2024-02-01',
        updated_after: '2026-02-01T00:00:00+02:00',
      }),
      'by job': () => ({ job_id: String(JOB_IDS[1]) }),
      'by job and date': () => ({ job_id: String(JOB_IDS[1]), updated_after: '2026-02-01' }),
      'by a job that nobody knows': () => ({ job_id: '1' }),
      'by e-mail': (candidates) => ({
        email: candidates.find((each) => each.email_addresses?.length)!.email_addresses![0]!.value,
      }),
      'by e-mail before ids': (candidates) => ({
        email: candidates.find((each) => each.email_addresses?.length)!.email_addresses![0]!.value,
        candidate_ids: String(candidates.at(-1)!.id),
      }),
      'by e-mail and a job it has not to do with': (candidates) => ({
        email: candidates.find((each) => each.email_addresses?.length)!.email_addresses![0]!.value,
        job_id: '1',
      }),
      'by ids': (candidates) => ({ candidate_ids: `${candidates[3]!.id}, ${candidates[7]!.id},12` }),
      'by ids and job': (candidates) => ({
        candidate_ids: idsOf(candidates.slice(0, 50)).join(','),
        job_id: String(JOB_IDS[2]),
      }),
    };
    for (const [how, parametersFor] of Object.entries(selections)) {
      it(how, async () => {
        greenhouse.sandbox.setCandidates(260);
        const parameters = parametersFor(await read({}, 'v1'));
        const expected = new Set(idsOf(await read(parameters, 'v1')));
        expect(new Set(idsOf(await read(parameters)))).to.deep.equal(expected);
        if (!how.includes('nobody') && !how.includes('not to do')) expect(expected.size).to.be.above(0);
      });
    }
  });

  it('ignores skip_count, which v3 would refuse', async () => {
    expect(await read({ skip_count: true })).to.have.length(3);
  });

  it('reads on from a token: 5 minutes before it started, and no later than it was asked to read', async () => {
    const { v3 } = greenhouse;
    const { token } = await greenhouseCandidates.pull(v3, ALL, null);
    expect(Date.parse(token!)).to.be.closeTo(Date.now() - 5 * 60_000, 5_000);
    const resumed = greenhouseCandidates.incremental!.resume(ALL, token!);
    await greenhouseCandidates.pull(v3, resumed, null);
    expect(requestsOf(greenhouse.sandbox, 'candidates').at(-1)).to.equal(
      `candidates?per_page=${PER_PAGE}&updated_at=gte|${token}`,
    );
    const until = { ...ALL, updated_before: '2026-01-01T00:00:00.000Z' };
    expect((await greenhouseCandidates.pull(v3, until, null)).token).to.equal('2026-01-01T00:00:00.000Z');
  });

  describe('meets a candidate whom Greenhouse is still working on', () => {
    it('and leaves it out, holding the token back so that the next run reads it', async () => {
      const [first, second] = [...greenhouse.sandbox.candidates()];
      greenhouse.sandbox.greenhouse.startWorkingOn(first!.id);
      const { items, token } = await greenhouseCandidates.pull(greenhouse.v3, ALL, null);
      expect(idsOf(items)).to.include(second!.id).and.not.include(first!.id);
      expect(Date.parse(token!)).to.be.closeTo(Date.now() - 2 * 86_400_000, 5_000);
      greenhouse.sandbox.greenhouse.finishWorkingOn(first!.id);
      greenhouse.sandbox.updateCandidate(first!.id, {});
      expect(idsOf(await read({ updated_after: token }))).to.include(first!.id);
    });

    it('on a later page, and holds the token back all the same', async () => {
      greenhouse.sandbox.setCandidates(PER_PAGE + 5);
      const [first] = greenhouse.sandbox.candidates();
      greenhouse.sandbox.greenhouse.startWorkingOn(first!.id);
      const { pages } = await readEverything(greenhouseCandidates, greenhouse.v3, {});
      expect(Date.parse(pages[1]!.token!)).to.be.below(Date.parse(pages[0]!.token!));
    });
  });

  it('signs in once, and once more when its token is ended in mid-run', async () => {
    greenhouse.sandbox.setCandidates(PER_PAGE + 5);
    const { v3, sandbox } = greenhouse;
    const first = await greenhouseCandidates.pull(v3, ALL, null);
    sandbox.greenhouse.revokeTokens();
    expect((await greenhouseCandidates.pull(v3, ALL, first.next)).items).to.have.length(5);
    expect(sandbox.greenhouse.tokensIssued()).to.equal(2);
  });

  it('names the scope that is missing', async () => {
    greenhouse.sandbox.greenhouse.limitScopes('harvest:candidates:list', 'harvest:applications:list');
    const error = await failureOf(greenhouseCandidates.pull(greenhouse.v3, ALL, null));
    expect(error).to.include({ code: 'forbidden', recovery: 'configure', path: 'connectorAuth.client_id' });
    expect(error.message)
      .to.include('harvest:candidate_educations:list')
      .and.include('connectorAuth.user_id');
  });

  it('does without the names of jobs and sources where it may not list them, and asks no more', async () => {
    greenhouse.sandbox.setCandidates(2 * PER_PAGE);
    const lists = [
      'candidates',
      'applications',
      'candidate_educations',
      'candidate_employments',
      'attachments',
      'custom_field_options',
    ];
    greenhouse.sandbox.greenhouse.limitScopes(...lists.map((list) => `harvest:${list}:list`));
    const profiles = (await read()).map(formatCandidate);
    const tags = new Set(profiles.flatMap((each) => (each.tags ?? []).map(({ name }) => name)));
    expect([...tags]).to.include('greenhouse_application_status');
    expect([...tags]).to.not.include.members(['greenhouse_application_job', 'greenhouse_source']);
    expect(requestsOf(greenhouse.sandbox, 'sources')).to.have.length(1);
  });
});
