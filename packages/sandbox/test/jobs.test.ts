import { expect } from 'chai';
import {
  jobItem,
  SANDBOX_BOARD_KEY,
  SANDBOX_SOURCE_KEY,
  startSandbox,
  type Job,
  type Sandbox,
} from '../src/index.js';
import { hrflow, postProfile, type Envelope, type Reply } from './client.js';

/** The job of HrFlow's own example (Python SDK, `examples/job`), as it is sent. */
const EXAMPLE = {
  reference: 'my_custom_reference',
  name: 'Data Engineer',
  url: 'https://www.pole-emploi.ai/jobs/data_engineer',
  summary: 'As an engineer for the Data Engineering Infrastructure team, …',
  location: { text: 'Dampierre en Burly (45)', lat: null, lng: null },
  sections: [{ name: 'section 1', title: 'title section 1', description: 'text section 1' }],
  culture: 'culture',
  skills: [{ name: 'spark', value: 0.9, type: 'hard' }],
  languages: [{ name: 'english', value: null }],
  certifications: null,
  tags: [{ name: 'company', value: 'Google' }],
  ranges_float: [{ name: 'salary', value_min: 45000, value_max: 50000, unit: 'eur' }],
  ranges_date: [{ name: 'interview_dates', value_min: '2023-05-18T21:59', value_max: '2023-09-15T21:59' }],
};

describe('jobs', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 0 });
  });
  afterEach(() => sandbox.close());

  const write = (method: string, body: object, path = 'job/indexing'): Promise<Reply<Envelope<Job>>> =>
    hrflow<Job>(sandbox, method, path, { board_key: SANDBOX_BOARD_KEY, ...body });
  const get = (query: Record<string, string>): Promise<Reply<Envelope<Job>>> => {
    const search = new URLSearchParams({ board_key: SANDBOX_BOARD_KEY, ...query });
    return hrflow<Job>(sandbox, 'GET', `job/indexing?${search.toString()}`);
  };

  it('are created with what the server adds, and keep lists that are null', async () => {
    const { status, body } = await write('POST', EXAMPLE);
    expect([status, body.code, body.message]).to.deep.equal([201, 201, 'Job created']);
    expect(body.data).to.deep.include({
      ...EXAMPLE,
      location: { ...EXAMPLE.location, gmaps: null, fields: null },
    });
    expect(body.data).to.include({ board_key: SANDBOX_BOARD_KEY, archived_at: null, courses: null });
    expect(body.data.key).to.match(/^[0-9a-f]{40}$/);
    expect(body.data.created_at).to.match(/\+0000$/);
    expect(body.data.board).to.include({ key: SANDBOX_BOARD_KEY });
    expect((await get({ reference: EXAMPLE.reference })).body.data).to.deep.equal(body.data);
    expect((await get({ key: body.data.key })).body.message).to.equal('Job details');
  });

  it('are replaced whole, after which nothing is null that could be an empty list', async () => {
    await write('POST', EXAMPLE);
    const { culture: _culture, ...rest } = EXAMPLE;
    const { status, body } = await write('PUT', rest);
    expect([status, body.message]).to.deep.equal([200, 'Job edited']);
    expect(body.data).to.deep.include({ culture: null, certifications: [], courses: [], tasks: [] });
    expect(body.data.location.fields).to.deep.equal([]);
  });

  it('may come nested in the body', async () => {
    const { status } = await write('POST', { job: EXAMPLE });
    expect(status).to.equal(201);
    expect(sandbox.job(EXAMPLE.reference)?.name).to.equal(EXAMPLE.name);
  });

  it('refuse a reference twice, and what is missing or of a wrong type', async () => {
    await write('POST', EXAMPLE);
    expect((await write('POST', EXAMPLE)).body).to.deep.equal({
      code: 400,
      message: `Cannot create job with this reference: ${EXAMPLE.reference}. Already used!`,
    });
    expect((await write('POST', { reference: '2' })).body.message).to.equal(
      'Invalid parameters. Missing fields: name, location, sections',
    );
    for (const wrong of [{ name: 1 }, { location: 'Paris' }, { skills: ['x'] }, { summary: 7 }]) {
      expect((await write('POST', { ...EXAMPLE, reference: '2', ...wrong })).status).to.equal(422);
    }
    expect(sandbox.records.item(jobItem('2'))).to.include({ posts: 0, refused: 5 });
  });

  it('are not there by a 400, as boards are', async () => {
    const unknown = { code: 400, message: 'Invalid parameters. Unable to find object: job' };
    expect((await get({ reference: 'nobody' })).body).to.deep.equal(unknown);
    expect((await write('PUT', { ...EXAMPLE, reference: 'nobody' })).body).to.deep.equal(unknown);
    const archive = await write('PATCH', { reference: 'nobody' }, 'job/indexing/archive');
    expect(archive.body).to.deep.equal(unknown);
    const board = await get({ reference: '1', board_key: 'a'.repeat(40) });
    expect(board.body.message).to.equal('Invalid parameters. Unable to find object: board');
    expect((await get({ reference: '1', board_key: 'abc' })).body.message).to.equal(
      'Bad Request. Invalid board_key: abc',
    );
    expect((await get({})).body.message).to.equal('Invalid parameters. key or reference: required');
  });

  it('are archived and brought back, and keep their reference meanwhile', async () => {
    await write('POST', EXAMPLE);
    const { reference } = EXAMPLE;
    const archive = (is_archive?: unknown): Promise<Reply<Envelope<Job>>> =>
      write('PATCH', { reference, is_archive }, 'job/indexing/archive');
    const { body } = await archive(1);
    expect(body).to.deep.equal({
      code: 200,
      message: 'Job archived',
      data: { key: sandbox.job(reference)?.key },
    });
    const archivedAt = sandbox.job(reference)?.archived_at;
    expect(archivedAt).to.match(/\+0000$/);
    await archive();
    expect(sandbox.job(reference)?.archived_at).to.equal(archivedAt);
    expect((await get({ reference })).status).to.equal(200);
    expect((await write('POST', EXAMPLE)).body.message).to.include('Already used!');
    await archive(0);
    expect(sandbox.job(reference)?.archived_at).to.equal(null);
  });

  it('may get another reference by their key, which is free again afterwards', async () => {
    const { body } = await write('POST', EXAMPLE);
    await write('POST', { ...EXAMPLE, reference: 'taken' });
    const rename = (reference: string): Promise<Reply<Envelope<Job>>> =>
      write('PUT', { ...EXAMPLE, key: body.data.key, reference });
    expect((await rename('taken')).body.message).to.include('Already used!');
    expect((await rename('new')).status).to.equal(200);
    expect(sandbox.job(EXAMPLE.reference)).to.equal(undefined);
    expect((await write('POST', EXAMPLE)).status).to.equal(201);
  });

  it('have an account of their own, apart from profiles of the same reference', async () => {
    await write('POST', { ...EXAMPLE, reference: '7' });
    await postProfile(sandbox, { reference: '7', info: {}, text: '' });
    await get({ reference: '7' });
    expect(sandbox.records.item('7')).to.include({ posts: 1, reads: 0 });
    expect(sandbox.records.item(jobItem('7'))).to.include({ posts: 1, reads: 1 });
    expect(sandbox.records.written()).to.have.members(['7', 'job/7']);
    sandbox.reject([jobItem('7')]);
    expect((await write('PUT', { ...EXAMPLE, reference: '7' })).status).to.equal(400);
  });

  it('lie on their own board', async () => {
    const other = 'b'.repeat(40);
    sandbox.addBoard(other);
    await write('POST', EXAMPLE);
    expect((await write('POST', { ...EXAMPLE, board_key: other })).status).to.equal(201);
    expect(sandbox.job(EXAMPLE.reference, other)?.board_key).to.equal(other);
    expect([...sandbox.jobs()]).to.have.length(2);
    const { body } = await hrflow<unknown[]>(sandbox, 'GET', 'boards');
    expect([body.message, body.data.length]).to.deep.equal(['Board list', 2]);
    const one = await hrflow<object>(sandbox, 'GET', `board?key=${other}`);
    expect(one.body.message).to.equal('Board info');
    expect(one.body.data).to.include({ key: other }).and.not.have.property('sync_parsing');
  });
});

describe('sources and boards of another team', () => {
  it('answer 401, naming the key', async () => {
    const sandbox = await startSandbox({ candidates: 0 });
    const key = 'c'.repeat(40);
    sandbox.addKeysOfOtherTeam(key);
    for (const [kind, path] of [
      ['source', `source?key=${key}`],
      ['source', `profile/indexing?source_key=${key}&reference=1`],
      ['board', `board?key=${key}`],
      ['board', `job/indexing?board_key=${key}&reference=1`],
    ]) {
      const { status, body } = await hrflow(sandbox, 'GET', path ?? '');
      expect([status, body.message]).to.deep.equal([401, `Unauthorized Access to ${kind} key: ${key}`]);
    }
    await sandbox.close();
  });
});

describe('a profile put into HrFlow by a test', () => {
  it('is read by key and by reference, with its attachments, in the source it was put into', async () => {
    const sandbox = await startSandbox({ candidates: 0 });
    const other = { key: 'e'.repeat(40), syncParsing: true };
    sandbox.addSource(other);
    const file = {
      type: 'resume' as const,
      alt: 'x',
      file_size: 3,
      file_name: 'resume',
      original_file_name: 'cv.pdf',
      extension: '.pdf',
      public_url: `${sandbox.url}/files/cv.pdf`,
      updated_at: '2026-01-01T00:00:00+0000',
      created_at: '2026-01-01T00:00:00+0000',
    };
    const key = sandbox.addProfile({
      reference: 'ada',
      info: { email: 'ada@example.com' },
      attachments: [file],
    });
    const { body } = await hrflow(
      sandbox,
      'GET',
      `profile/indexing?source_key=${SANDBOX_SOURCE_KEY}&key=${key}`,
    );
    expect(body.data).to.deep.include({ reference: 'ada', attachments: [file] });
    expect(sandbox.profile('ada', other.key)).to.equal(undefined);
    sandbox.addProfile({ reference: 'ada' }, other.key);
    expect(sandbox.profile('ada', other.key)?.source_key).to.equal(other.key);
    expect(() => sandbox.addProfile({ reference: 'ada' })).to.throw('Already used!');
    expect(sandbox.records.item('ada')).to.include({ posts: 0 });
    await sandbox.close();
  });
});
