import { SANDBOX_BREEZYHR_TOKEN, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  breezyhrArchivedCandidates,
  BreezyhrArchivedCandidatesParameters,
  BreezyHR,
  breezyhrCandidates,
  BreezyhrCandidatesParameters,
  formatBreezyhrCandidate,
  type HttpClient,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { Accounts, idsOf, readAll } from './account.js';

const ALL = BreezyhrCandidatesParameters.parse({});
const LISTS = { api: 'breezyhr', path: 'company/{id}/position/{id}/candidates' } as const;

const detail = async (client: HttpClient, id: string) => {
  const { items } = await readAll(breezyhrCandidates, client, ALL);
  return (await breezyhrCandidates.detail!(
    client,
    ALL,
    items.find(({ _id }) => _id === id)!,
  ))!;
};

describe("reading Breezy HR's candidates", () => {
  const accounts = new Accounts();

  it('reads each of every position, whatever its state, once', async () => {
    const { sandbox, client } = await accounts.start();
    const { items, pages } = await readAll(breezyhrCandidates, client, ALL);
    expect(idsOf(items)).to.have.members(idsOf(sandbox.breezyhr.candidates()));
    expect(new Set(items.map(({ position }) => position._id)).size).to.equal(5);
    // 3 pages of 107, 2 of 50, and one of each other position.
    expect(pages).to.equal(11);
  });

  it('tells under which position each was found', async () => {
    const { sandbox, client } = await accounts.start();
    const { items } = await readAll(breezyhrCandidates, client, ALL);
    for (const { _id, position } of items) {
      const { position_id } = sandbox.breezyhr.candidate(_id)!;
      expect(position).to.deep.equal({
        _id: position_id,
        name: sandbox.breezyhr.position(position_id)!.name,
      });
    }
  });

  it('gives the same person on two positions two references and one meta_id', async () => {
    const { client } = await accounts.start();
    const { items } = await readAll(breezyhrCandidates, client, ALL);
    const twice = items.filter(({ meta_id }) => items.filter((each) => each.meta_id === meta_id).length > 1);
    expect(twice).to.have.length(2);
    const profiles = twice.map(formatBreezyhrCandidate);
    expect(new Set(profiles.map(({ reference }) => reference)).size).to.equal(2);
    const people = profiles.map(({ tags }) => tags?.find(({ name }) => name === 'breezyhr_meta_id')?.value);
    expect(new Set(people).size).to.equal(1);
  });

  it('reads one position when it is named', async () => {
    const { sandbox, client } = await accounts.start();
    const [position] = sandbox.breezyhr.positions('closed');
    const parameters = BreezyhrCandidatesParameters.parse({ position_id: position!._id });
    const { items } = await readAll(breezyhrCandidates, client, parameters);
    expect(idsOf(items)).to.have.members(idsOf(sandbox.breezyhr.candidates(position!._id)));
    expect(items[0]?.position.name).to.equal(position!.name);
  });

  it('names the field when there is no such position', async () => {
    const { client } = await accounts.start();
    const parameters = BreezyhrCandidatesParameters.parse({ position_id: 'ffffffffffff' });
    expect(await failureOf(breezyhrCandidates.check(client, parameters))).to.include({
      code: 'position_not_found',
      recovery: 'configure',
      path: 'pullParameters.position_id',
    });
  });

  for (const pageSizeName of ['page_size', 'pageSize', 'none'] as const) {
    it(`reads all, should the size of a page be called ${pageSizeName}`, async () => {
      const { sandbox, client } = await accounts.start({
        breezyhr: {
          layout: [
            ['published', 107],
            ['closed', 3],
          ],
        },
      });
      sandbox.breezyhr.behave({ pageSizeName });
      const { items, pages } = await readAll(breezyhrCandidates, client, ALL);
      expect(idsOf(items)).to.have.members(idsOf(sandbox.breezyhr.candidates()));
      expect(pages).to.equal(pageSizeName === 'none' ? 2 : 4);
    });
  }

  it('goes on where it was when positions come while it reads', async () => {
    const { sandbox, client } = await accounts.start({ breezyhr: { layout: [['published', 60]] } });
    const before = idsOf(sandbox.breezyhr.candidates());
    const first = await breezyhrCandidates.pull(client, ALL, null);
    for (const state of ['draft', 'published', 'closed'] as const) {
      sandbox.breezyhr.setCandidates(sandbox.breezyhr.addPosition(state)._id, 2);
    }
    const read = [...first.items];
    for (let next = first.next; next !== null;) {
      const page = await breezyhrCandidates.pull(client, ALL, next);
      read.push(...page.items);
      next = page.next;
    }
    expect(idsOf(read)).to.include.members(before);
    expect(new Set(idsOf(read)).size).to.equal(read.length);
  });

  describe('since the last run', () => {
    const since = (token: string) => breezyhrCandidates.incremental!.resume(ALL, token);
    const layout = [
      ['published', 170],
      ['closed', 5],
    ] as const;
    const changed = (sandbox: Sandbox) =>
      sandbox.breezyhr
        .candidates()
        .filter((_, index) => index % 60 === 7)
        .map(({ _id }) => _id);

    for (const newestFirst of [true, false]) {
      it(`reads who was updated, should ${newestFirst ? 'the newest' : 'the oldest'} come first`, async () => {
        const { sandbox, client } = await accounts.start({ breezyhr: { layout } });
        sandbox.breezyhr.behave({ newestFirst });
        const { token } = await readAll(breezyhrCandidates, client, ALL);
        const ids = changed(sandbox);
        for (const id of ids) sandbox.breezyhr.updateCandidate(id, { headline: 'New' });
        sandbox.records.clear();
        const { items } = await readAll(breezyhrCandidates, client, since(token!));
        expect(idsOf(items)).to.have.members(ids);
        // One page of each position tells that the rest is older; in the other order there is no telling.
        expect(sandbox.records.count(LISTS)).to.equal(newestFirst ? 2 : 5);
      });
    }

    it('reads on at a page of one moment, which shows no order', async () => {
      const { sandbox, client } = await accounts.start({ breezyhr: { layout } });
      sandbox.breezyhr.behave({ newestFirst: false });
      const { token } = await readAll(breezyhrCandidates, client, ALL);
      const [last, ...others] = sandbox.breezyhr.candidates();
      for (const { _id } of others) {
        sandbox.breezyhr.updateCandidate(_id, { updated_date: '2025-01-01T00:00:00.000Z' });
      }
      sandbox.breezyhr.updateCandidate(last!._id, { headline: 'New' });
      const { items } = await readAll(breezyhrCandidates, client, since(token!));
      expect(idsOf(items)).to.deep.equal([last!._id]);
    });

    it('reads who has no date: he may have been updated at any time', async () => {
      const { sandbox, client } = await accounts.start({ breezyhr: { layout: [['published', 50]] } });
      const dateless = sandbox.breezyhr.candidates()[3]!._id;
      sandbox.breezyhr.updateCandidate(dateless, { updated_date: null as never });
      const { items } = await readAll(breezyhrCandidates, client, since('2030-01-01T00:00:00Z'));
      expect(idsOf(items)).to.deep.equal([dateless]);
    });

    it('takes its token from the start of the read, five minutes back', async () => {
      const { client } = await accounts.start({ breezyhr: { layout: [] } });
      const { items, next, token } = await breezyhrCandidates.pull(client, ALL, null);
      expect({ items, next }).to.deep.equal({ items: [], next: null });
      expect(Date.parse(token!)).to.be.closeTo(Date.now() - 300_000, 5_000);
    });

    it('gives a token with the first page only, and knows which is further', async () => {
      const { client } = await accounts.start();
      const { next } = await breezyhrCandidates.pull(client, ALL, null);
      expect(await breezyhrCandidates.pull(client, ALL, next)).to.not.have.property('token');
      const isAfter = (a: string, b: string) => breezyhrCandidates.incremental!.isAfter(a, b);
      expect(isAfter('2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z')).to.equal(true);
      expect(isAfter('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).to.equal(false);
    });

    it("goes on from the token, or from the user's timestamp when that is later", () => {
      const after = (updated_after: string) =>
        breezyhrCandidates.incremental!.resume({ ...ALL, updated_after }, '2026-02-01T00:00:00Z')
          .updated_after;
      expect(after('2026-01-01')).to.equal('2026-02-01T00:00:00Z');
      expect(after('2026-03-01')).to.equal('2026-03-01');
    });
  });

  describe('in detail', () => {
    it('brings histories, and the résumé that only the token opens', async () => {
      const { sandbox, client } = await accounts.start();
      const record = sandbox.breezyhr
        .candidates()
        .find(({ resume, work_history }) => resume && work_history[0])!;
      const candidate = await detail(client, record._id);
      expect(candidate.work_history).to.have.length(record.work_history.length);
      expect(Buffer.from(candidate.resume_file!.raw, 'base64').equals(record.resume!.bytes)).to.equal(true);
      expect(formatBreezyhrCandidate(candidate).resume).to.deep.equal(candidate.resume_file);
    });

    it('does with a personal access token as well', async () => {
      const { sandbox, client } = await accounts.start({}, { password: SANDBOX_BREEZYHR_TOKEN });
      const { _id } = sandbox.breezyhr.candidates().find(({ resume }) => resume)!;
      expect((await detail(client, _id)).resume_file?.file_name).to.equal('resume.pdf');
    });

    it('does without a résumé, be it null or not there', async () => {
      const { sandbox, client } = await accounts.start();
      for (const resume of [null, undefined]) {
        const { _id } = sandbox.breezyhr.candidates().find((each) => each.resume === resume)!;
        const candidate = await detail(client, _id);
        expect(candidate).to.not.have.property('resume_file');
        expect(formatBreezyhrCandidate(candidate)).to.not.have.property('resume');
      }
    });

    it('leaves the address of a résumé that Breezy will not give out, for the push to report', async () => {
      const { sandbox, client } = await accounts.start();
      const { _id } = sandbox.breezyhr.candidates().find(({ resume }) => resume)!;
      sandbox.addFault({ api: 'breezyhr', path: /\/resume$/, fault: { kind: 'status', status: 404 } });
      const profile = formatBreezyhrCandidate(await detail(client, _id));
      expect(profile.resume?.url).to.match(/\/candidate\/\w+\/resume$/);
      expect(profile.resume).to.not.have.property('raw');
    });

    it('tries again when the résumé may come later', async () => {
      const { sandbox, client } = await accounts.start();
      const { _id } = sandbox.breezyhr.candidates().find(({ resume }) => resume)!;
      sandbox.addFault({ api: 'breezyhr', path: /\/resume$/, fault: { kind: 'status', status: 500 } });
      expect(await failureOf(detail(client, _id))).to.include({ recovery: 'retry' });
    });

    it('fetches a résumé on another host without the token', async () => {
      const { sandbox, client } = await accounts.start();
      sandbox.breezyhr.behave({ resumeAt: 'file host' });
      const { _id } = sandbox.breezyhr.candidates().find(({ resume }) => resume)!;
      // The file host answers 400 to whoever shows credentials.
      const { resume_file } = await detail(client, _id);
      expect(Buffer.from(resume_file!.raw, 'base64').toString('latin1')).to.match(/^%PDF/);
      expect(
        sandbox.records.count({ api: 'breezyhr', path: 'company/{id}/position/{id}/candidate/{id}/resume' }),
      ).to.equal(0);
    });

    it('is rejected when the candidate is no longer on the position', async () => {
      const { sandbox, client } = await accounts.start();
      const { items } = await readAll(breezyhrCandidates, client, ALL);
      const [first] = items;
      const [other] = sandbox.breezyhr
        .positions('published')
        .filter(({ _id }) => _id !== first!.position._id);
      const moved = { ...first!, position: { _id: other!._id } };
      expect(await failureOf(breezyhrCandidates.detail!(client, ALL, moved))).to.include({
        code: 'precondition_failed',
        recovery: 'reject',
      });
    });
  });

  it('makes of every candidate what HrFlow accepts, whichever way Breezy shows it', async () => {
    const { sandbox, client } = await accounts.start({ breezyhr: { layout: [['published', 40]] } });
    const { target } = BreezyHR.update_profiles_in_hrflow;
    const { items } = await readAll(breezyhrCandidates, client, ALL);
    const profiles: unknown[] = [];
    for (const periodsAs of ['dates', 'numbers'] as const) {
      sandbox.breezyhr.behave({ periodsAs, socialProfilesAs: periodsAs === 'dates' ? 'list' : 'object' });
      const details = await Promise.all(items.map((item) => breezyhrCandidates.detail!(client, ALL, item)));
      const formatted = details.map((each) => formatBreezyhrCandidate(each!));
      for (const profile of formatted) expect(target.item.safeParse(profile).error).to.equal(undefined);
      profiles.push(formatted);
    }
    expect(profiles[0]).to.deep.equal(profiles[1]);
  });
});

describe('the candidates whose profiles are archived', () => {
  const accounts = new Accounts();
  const parse = (parameters: object) => BreezyhrArchivedCandidatesParameters.parse(parameters);

  it('are refused without a word on which they are', () => {
    const { error } = BreezyhrArchivedCandidatesParameters.safeParse({ position_id: null });
    expect(error?.issues[0]?.path).to.deep.equal(['stage_types']);
    expect(error?.issues[0]?.message).to.include('say what to archive');
    expect(BreezyhrArchivedCandidatesParameters.safeParse({ stage_ids: [] }).success).to.equal(false);
  });

  for (const parameters of [
    { stage_types: ['disqualified'] },
    { stage_types: ['DISQUALIFIED'] },
    { stage_ids: ['disqualified'] },
    { stage_ids: ['Disqualified'] },
  ]) {
    it(`are those in the stages named, and nobody else: ${JSON.stringify(parameters)}`, async () => {
      const { sandbox, client } = await accounts.start();
      const { items } = await readAll(breezyhrArchivedCandidates, client, parse(parameters));
      const rejected = sandbox.breezyhr.candidates().filter(({ stage }) => stage?.id === 'disqualified');
      expect(rejected).to.have.length.above(3);
      expect(idsOf(items)).to.have.members(idsOf(rejected));
    });
  }

  it('are none who have no stage', async () => {
    const { sandbox, client } = await accounts.start();
    for (const { _id } of sandbox.breezyhr.candidates())
      sandbox.breezyhr.updateCandidate(_id, { stage: null });
    const { items } = await readAll(
      breezyhrArchivedCandidates,
      client,
      parse({ stage_types: ['disqualified'] }),
    );
    expect(items).to.deep.equal([]);
  });

  it('are checked for stages that exist, with the choices', async () => {
    const { client } = await accounts.start();
    await breezyhrArchivedCandidates.check(client, parse({ stage_ids: ['hired'], stage_types: ['pool'] }));
    const error = await failureOf(
      breezyhrArchivedCandidates.check(client, parse({ stage_types: ['rejected'] })),
    );
    expect(error).to.include({ code: 'stage_not_found', path: 'pullParameters.stage_types' });
    expect(error.message).to.include('"rejected"').and.to.include('disqualified');
  });

  for (const [what, body] of Object.entries({
    'a list of pipelines': [{ stages: { a: { id: 'gone', name: 'Gone', type: 'lost' } } }],
    'pipelines without stages': { default: { _id: 'default' } },
    nothing: null,
  })) {
    it(`are checked as far as it goes against ${what}`, async () => {
      const { client } = await accounts.start({
        faults: [{ api: 'breezyhr', path: /pipelines$/, fault: { kind: 'status', status: 200, body } }],
      });
      await breezyhrArchivedCandidates.check(client, parse({ stage_ids: ['gone'], stage_types: ['lost'] }));
    });
  }
});
