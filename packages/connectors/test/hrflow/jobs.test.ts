import { jobItem } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  createJobs,
  HrflowCreateJobsParameters,
  HrflowJob,
  HrflowUpdateJobsParameters,
  updateJobs,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUpSandboxes, startHrflow, type HrflowSandbox } from '../support/hrflow-sandbox.js';

const NOT_FOUND = { code: 400, message: 'Invalid parameters. Unable to find object: job' };
const engineer: HrflowJob = {
  reference: '42',
  name: 'Engineer',
  url: 'https://jobs.example.com/42',
  created_at: '2025-03-04T05:06:07Z',
  location: { text: 'Paris' },
  summary: '<p>Build things with Python.</p><ul><li>French &amp; English</li></ul>',
  sections: [{ name: 'team', title: 'Your team', description: 'Five people.' }],
  tags: [{ name: 'department', value: 'R&D' }],
  ranges_float: [{ name: 'salary', value_min: 45_000, value_max: 50_000, unit: 'eur' }],
};

describe('jobs in HrFlow', () => {
  let hub: HrflowSandbox;
  cleanUpSandboxes();
  beforeEach(async () => {
    hub = await startHrflow();
  });
  const create = (item: HrflowJob = engineer, enrich = false) =>
    createJobs.push(hub.hrflow, { ...hub.board, enrich_with_parsing: enrich }, item);
  const update = (item: HrflowJob) => updateJobs.push(hub.hrflow, hub.board, item);
  const held = () => hub.sandbox.job('42');
  const account = () => hub.sandbox.records.item(jobItem('42'));

  describe('are created', () => {
    it('whole and in one request, unless HrFlow holds them', async () => {
      expect(await create()).to.equal('written');
      expect(hub.requests()).to.deep.equal({ 'GET job/indexing': 1, 'POST job/indexing': 1 });
      expect(held()).to.deep.include({
        reference: '42',
        name: 'Engineer',
        created_at: '2025-03-04T05:06:07+0000',
        summary: engineer.summary,
        sections: engineer.sections,
        ranges_float: engineer.ranges_float,
        skills: [],
      });
      const before = held();
      expect(await create({ ...engineer, name: 'Somebody else' })).to.equal('unchanged');
      expect(held()).to.deep.equal(before);
    });

    it('without a place, too', async () => {
      expect(await create({ reference: '42', name: 'Engineer' })).to.equal('written');
      expect(held()?.location).to.include({ text: null, lat: null, lng: null });
    });

    it('once when the answer was lost', async () => {
      hub.sandbox.addFault({ api: 'hrflow', method: 'POST', times: 1, fault: { kind: 'reset-after' } });
      expect(await failureOf(create())).to.include({ code: 'connection_reset', recovery: 'retry' });
      expect(await create()).to.equal('unchanged');
      expect(account()).to.include({ posts: 1, puts: 0 });
    });

    it('and a used reference is success when an earlier try used it, a rejection when somebody else did', async () => {
      await create();
      const body = NOT_FOUND;
      const fault = { kind: 'status', status: 400, body } as const;
      const late = { api: 'hrflow', method: 'GET', path: 'job/indexing', times: 1, fault } as const;
      hub.sandbox.addFault(late);
      expect(await create()).to.equal('written');
      hub.sandbox.addFault(late);
      expect(await failureOf(create({ ...engineer, name: 'Another' }))).to.include({
        code: 'reference_taken',
        recovery: 'reject',
      });
      expect(held()?.name).to.equal('Engineer');
    });

    it('unless HrFlow refuses them', async () => {
      const error = await failureOf(create({ reference: '42' }));
      expect(error).to.include({ code: 'bad_request', recovery: 'reject' });
      expect(error.message).to.include('name');
      expect(await failureOf(create({ name: 'Engineer' }))).to.include({
        code: 'reference_missing',
        path: 'reference',
      });
      hub.sandbox.addFault({ api: 'hrflow', method: 'POST', fault: { kind: 'status', status: 402 } });
      expect(await failureOf(create())).to.include({ code: 'quota_exhausted', recovery: 'configure' });
    });
  });

  describe('are enriched by parsing', () => {
    const names = (list: keyof NonNullable<ReturnType<typeof held>>) =>
      (held()?.[list] as { name: string }[] | undefined)?.map(({ name }) => name);

    it('with what HrFlow finds in the text of summary and sections', async () => {
      const sections = [
        { name: 's', title: 'Code review', description: 'PMP, chess, algorithms & teamwork' },
      ];
      expect(await create({ ...engineer, sections }, true)).to.equal('written');
      const [sent] = hub.sandbox.records.requests({ path: 'text/parsing' });
      expect(JSON.parse(sent?.body ?? '')).to.deep.equal({
        texts: [
          'Build things with Python.\n\nFrench & English\n\nCode review\nPMP, chess, algorithms & teamwork',
        ],
      });
      expect(held()?.skills).to.deep.equal([
        { name: 'Python', type: 'hard', value: null },
        { name: 'teamwork', type: 'soft', value: null },
      ]);
      expect(names('languages')).to.deep.equal(['French', 'English']);
      expect(names('tasks')).to.deep.equal(['Code review']);
      expect(names('certifications')).to.deep.equal(['PMP']);
      expect(names('courses')).to.deep.equal(['algorithms']);
      expect(names('interests')).to.deep.equal(['chess']);
      expect(held()?.summary).to.equal(engineer.summary);
    });

    it('naming nothing twice, and keeping what the job says itself', async () => {
      const summary = 'Python, python and SQL; English, english.';
      const skills = [{ name: 'python', type: 'hard', value: 0.9 }];
      const languages = [{ name: 'English', value: 'C1' }];
      await create({ ...engineer, summary, sections: [], skills, languages }, true);
      expect(held()?.skills).to.deep.equal([...skills, { name: 'SQL', type: 'hard', value: null }]);
      expect(held()?.languages).to.deep.equal(languages);
    });

    it('by offsets that count characters, not half ones', async () => {
      await create({ ...engineer, summary: '🚀🚀 négociation 👩‍💻 SQL', sections: [] }, true);
      expect(names('skills')).to.deep.equal(['négociation', 'SQL']);
    });

    it('not at all where there is no text, or the job is held already', async () => {
      await create({ reference: '42', name: 'Engineer', summary: '<p>&nbsp;</p>' }, true);
      await create(engineer, true);
      expect(hub.requests()).to.not.have.property('POST text/parsing');
    });

    const failures = [
      [500, 'server_error', 'retry'],
      [429, 'rate_limited', 'wait'],
      [402, 'quota_exhausted', 'configure'],
      [400, 'parsing_rejected', 'reject'],
    ] as const;
    for (const [status, code, recovery] of failures) {
      it(`or fail alone and unwritten when the parser answers ${status}`, async () => {
        hub.sandbox.addFault({
          api: 'hrflow',
          path: 'text/parsing',
          times: 1,
          fault: { kind: 'status', status },
        });
        const error = await failureOf(create(engineer, true));
        expect(error).to.include({ code, recovery });
        expect(held()).to.equal(undefined);
        expect(await create({ ...engineer, reference: '43' }, true)).to.equal('written');
      });
    }

    it('however the parser wraps its answer', async () => {
      const entities = [
        { start: 0, end: 4, label: 'Skill' },
        { start: 0, end: 4, label: 'Skill' },
        { start: 0, end: 4, label: 'job_title' },
        { start: 99, end: 100, label: 'task' },
        { label: 'task' },
      ];
      const shapes = [
        [{ text: 'Rust', entities }],
        { text: 'Rust', entities },
        { ents: entities },
        { entities: [] },
      ];
      for (const [index, data] of shapes.entries()) {
        const body = { code: 200, message: 'Parsing results', data };
        hub.sandbox.clearFaults();
        hub.sandbox.addFault({
          api: 'hrflow',
          path: 'text/parsing',
          fault: { kind: 'status', status: 200, body },
        });
        const reference = `shape ${index}`;
        await create({ reference, name: 'x', summary: 'Rust' }, true);
        const expected = index === 3 ? [] : [{ name: 'Rust', type: null, value: null }];
        expect(hub.sandbox.job(reference)?.skills, reference).to.deep.equal(expected);
      }
      const body = { code: 200, message: 'Parsing results', data: [] };
      hub.sandbox.clearFaults();
      hub.sandbox.addFault({
        api: 'hrflow',
        path: 'text/parsing',
        fault: { kind: 'status', status: 200, body },
      });
      expect(await failureOf(create(engineer, true))).to.include({
        code: 'unexpected_answer',
        recovery: 'retry',
      });
    });
  });

  describe('are updated', () => {
    it('by merging, so that nothing HrFlow knows is lost', async () => {
      await create(engineer, true);
      const before = held();
      const changed: HrflowJob = {
        reference: '42',
        name: 'Lead Engineer',
        url: null,
        sections: [{ name: 'team', title: 'Our team', description: 'Six people.' }],
        tags: [{ name: 'office', value: 'Paris' }],
        ranges_float: [{ name: 'salary', value_max: 60_000 }],
      };
      expect(await update(changed)).to.equal('written');
      expect(held()).to.deep.include({
        name: 'Lead Engineer',
        url: engineer.url,
        summary: engineer.summary,
        sections: changed.sections,
        skills: before?.skills,
        languages: before?.languages,
        created_at: before?.created_at,
        ranges_float: [{ name: 'salary', value_min: 45_000, value_max: 60_000, unit: 'eur' }],
      });
      expect(held()?.tags?.map(({ name }) => name)).to.deep.equal(['department', 'office']);
    });

    it('to the same state by the same item, also when the first answer was lost', async () => {
      await create();
      hub.sandbox.addFault({ api: 'hrflow', method: 'PUT', times: 1, fault: { kind: 'reset-after' } });
      const item = { ...engineer, name: 'Lead', skills: [{ name: 'Go', type: 'hard', value: null }] };
      expect(await failureOf(update(item))).to.include({ recovery: 'retry' });
      const once = held();
      expect(await update(item)).to.equal('written');
      expect({ ...held(), updated_at: '' }).to.deep.equal({ ...once, updated_at: '' });
      expect(account()).to.include({ puts: 2 });
    });

    it('unless HrFlow does not hold them', async () => {
      expect(await failureOf(update(engineer))).to.include({ code: 'job_not_found', recovery: 'reject' });
      expect(held()).to.equal(undefined);
      expect(await failureOf(update({ reference: '' }))).to.include({ code: 'reference_missing' });
    });

    it('unless HrFlow refuses them, which leaves them as they are', async () => {
      await create();
      hub.sandbox.reject([jobItem('42')], 'Invalid parameters. Not this one');
      const error = await failureOf(update({ ...engineer, name: 'Lead' }));
      expect(error).to.include({ code: 'bad_request', recovery: 'reject' });
      expect(held()?.name).to.equal('Engineer');
    });
  });

  it('share references with profiles without meeting them', async () => {
    hub.sandbox.addProfile({ reference: '42' });
    expect(await create()).to.equal('written');
    expect(hub.sandbox.records.item('42')).to.equal(undefined);
    expect(account()).to.include({ posts: 1 });
  });

  it('are checked for their board before a run', async () => {
    const parameters = { ...hub.board, enrich_with_parsing: false };
    await createJobs.check(hub.hrflow, parameters);
    await updateJobs.check(hub.hrflow, hub.board);
    hub.sandbox.addKeysOfOtherTeam('c'.repeat(40));
    const mistakes = { ['a'.repeat(40)]: 'board_not_found', ['c'.repeat(40)]: 'board_forbidden' };
    for (const [board_key, code] of Object.entries(mistakes)) {
      const error = await failureOf(createJobs.check(hub.hrflow, { ...parameters, board_key }));
      expect(error).to.include({ code, path: 'pushParameters.board_key', recovery: 'configure' });
      expect(error.message).to.include('pushParameters.board_key');
    }
  });

  it('have the parameters and fields of the contract', () => {
    expect(HrflowCreateJobsParameters.parse({ board_key: 'b' })).to.deep.equal({
      board_key: 'b',
      enrich_with_parsing: false,
    });
    for (const schema of [HrflowCreateJobsParameters, HrflowUpdateJobsParameters]) {
      expect(schema.safeParse({}).error?.issues[0]?.path).to.deep.equal(['board_key']);
    }
    const item = { ...engineer, anything: 1 };
    expect(HrflowJob.parse(item)).to.deep.equal(item);
    const issue = HrflowJob.safeParse({ reference: '1', ranges_float: [{ value_min: '45k' }] }).error
      ?.issues[0];
    expect(issue?.path).to.deep.equal(['ranges_float', 0, 'value_min']);
  });
});
