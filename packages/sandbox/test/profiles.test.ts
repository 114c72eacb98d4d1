import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import {
  SANDBOX_SOURCE_KEY,
  startSandbox,
  type Candidate,
  type Profile,
  type Sandbox,
} from '../src/index.js';
import { getProfile, hrflow, postProfile, putProfile } from './client.js';

const CAPTURED = (
  JSON.parse(readFileSync(new URL('../fixtures/hrflow-parsing-created.json', import.meta.url), 'utf8')) as {
    data: { profile: Profile };
  }
).data.profile;

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+0000$/;
const MINIMAL = { info: { full_name: 'Ada Martin' }, text: 'Ada Martin' };

describe('HrFlow’s profiles', () => {
  let sandbox: Sandbox;
  let candidate: Candidate;
  let reference: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 30, held: 20 });
    candidate = [...sandbox.candidates()][4] as Candidate;
    reference = String(candidate.id);
  });
  afterEach(() => sandbox.close());

  describe('held from the start', () => {
    it('have the keys of a captured profile, and text, skills, experiences and attachments to lose', async () => {
      const { status, body } = await getProfile(sandbox, reference);
      expect(status).to.equal(200);
      expect(body.message).to.equal('Profile details');
      expect(body.data).to.have.all.keys(Object.keys(CAPTURED));
      expect(Object.keys(body.data.info)).to.include.members(Object.keys(CAPTURED.info));
      for (const list of ['skills', 'experiences', 'attachments', 'tags', 'tasks'] as const) {
        expect(body.data[list], list).not.to.have.length(0);
      }
      expect(body.data.text).not.to.equal('');
    });

    it('are read by key as well as by reference', async () => {
      const { data } = (await getProfile(sandbox, reference)).body;
      expect(data.key).to.match(/^[0-9a-f]{40}$/);
      const byKey = await hrflow(
        sandbox,
        'GET',
        `profile/indexing?source_key=${SANDBOX_SOURCE_KEY}&key=${data.key}`,
      );
      expect(byKey.body.data).to.deep.equal(data);
    });

    it('are as many as asked for, and no candidate added later is among them', async () => {
      expect([...sandbox.profiles()]).to.have.length(20);
      const [added] = sandbox.addCandidates(1) as [Candidate];
      expect((await getProfile(sandbox, String(added.id))).status).to.equal(400);
      const unheld = [...sandbox.candidates()][20] as Candidate;
      expect((await getProfile(sandbox, String(unheld.id))).status).to.equal(400);
    });

    it('date themselves with an offset without a colon', async () => {
      const { data } = (await getProfile(sandbox, reference)).body;
      expect(data.created_at).to.match(DATE);
      expect(data.updated_at).to.match(DATE);
    });
  });

  describe('created by POST', () => {
    it('are answered with 201 and what the server adds, and keep null lists null', async () => {
      const { status, body } = await postProfile(sandbox, {
        ...MINIMAL,
        reference: 'new',
        tags: null,
        skills: [],
      });
      expect(status).to.equal(201);
      expect(body.message).to.equal('Profile created');
      expect(body.data).to.have.all.keys(Object.keys(CAPTURED));
      expect(body.data).to.include({ reference: 'new', tags: null, archived_at: null });
      expect(body.data.skills).to.deep.equal([]);
      expect((await getProfile(sandbox, 'new')).body.data).to.deep.equal(body.data);
    });

    it('may come nested below “profile”', async () => {
      const { status } = await postProfile(sandbox, { profile: { ...MINIMAL, reference: 'nested' } });
      expect(status).to.equal(201);
      expect(sandbox.profile('nested')?.info.full_name).to.equal('Ada Martin');
    });

    it('are refused when the reference is used, also by an archived or a merely held profile', async () => {
      const { status, body } = await postProfile(sandbox, { ...MINIMAL, reference });
      expect(status).to.equal(400);
      expect(body.message).to.equal(`Cannot create profile with this reference: ${reference}. Already used!`);
      expect(body).not.to.have.property('data');
    });

    it('may have no reference, and then live under their key', async () => {
      const { key } = (await postProfile(sandbox, MINIMAL)).body.data;
      const { status } = await putProfile(sandbox, { ...MINIMAL, key });
      expect(status).to.equal(200);
    });
  });

  describe('edited by PUT', () => {
    it('keep everything when the client sends back what it read', async () => {
      const { data } = (await getProfile(sandbox, reference)).body;
      const { status, body } = await putProfile(sandbox, data);
      expect(status).to.equal(200);
      expect(body.message).to.equal('Profile edited');
      expect({ ...body.data, updated_at: '' }).to.deep.equal({ ...data, updated_at: '' });
    });

    it('lose every list that is left out or null: a PUT replaces the whole', async () => {
      const { body } = await putProfile(sandbox, { ...MINIMAL, reference, tags: null });
      for (const list of ['tags', 'skills', 'experiences', 'attachments'] as const) {
        expect(body.data[list], list).to.deep.equal([]);
      }
    });

    it('need info and text', async () => {
      for (const lacking of [{ info: {} }, { text: 'x' }]) {
        const { status, body } = await putProfile(sandbox, { ...lacking, reference });
        expect(status).to.equal(400);
        expect(body.message).to.match(/^Invalid parameters\. Missing fields: (info|text)$/);
      }
    });

    it('turn location fields that are null into an empty list', async () => {
      const location = { text: 'Lyon', lat: null, lng: null, gmaps: null, fields: null };
      const experiences = [{ title: 'Nurse', location, date_start: '2020-01-01T00:00:00' }];
      const { body } = await putProfile(sandbox, { reference, info: { location }, text: 'x', experiences });
      expect(body.data.info.location).to.deep.equal({ ...location, fields: [] });
      expect(body.data.experiences?.[0]?.location).to.deep.equal({ ...location, fields: [] });
    });

    it('are refused with a date that has an offset, or a list that isn’t one', async () => {
      const experiences = [{ title: 'Nurse', date_start: '2020-01-01T00:00:00+0000' }];
      expect((await putProfile(sandbox, { ...MINIMAL, reference, experiences })).status).to.equal(400);
      expect((await putProfile(sandbox, { ...MINIMAL, reference, tags: 'python' })).status).to.equal(422);
    });

    it('must exist', async () => {
      const { body } = await putProfile(sandbox, { ...MINIMAL, reference: 'nobody' });
      expect(body.message).to.equal('Invalid parameters. Unable to find object: profile');
    });

    it('may get another reference when they are addressed by key', async () => {
      const { key } = (await getProfile(sandbox, reference)).body.data;
      await putProfile(sandbox, { ...MINIMAL, key, reference: 'renamed' });
      expect(sandbox.profile('renamed')?.key).to.equal(key);
      expect((await getProfile(sandbox, reference)).status).to.equal(400);
    });
  });

  describe('archived', () => {
    const archive = (body: object): ReturnType<typeof hrflow> =>
      hrflow(sandbox, 'PATCH', 'profile/indexing/archive', { source_key: SANDBOX_SOURCE_KEY, ...body });

    it('stay readable with a date, keep their reference, and come back with is_archive 0', async () => {
      const { status, body } = await archive({ reference, is_archive: 1 });
      expect(status).to.equal(200);
      expect(body).to.deep.equal({
        code: 200,
        message: 'Profile archived',
        data: { key: sandbox.profile(reference)?.key },
      });
      expect((await getProfile(sandbox, reference)).body.data.archived_at).to.match(DATE);
      expect((await postProfile(sandbox, { ...MINIMAL, reference })).status).to.equal(400);
      await archive({ reference, is_archive: 0 });
      expect((await getProfile(sandbox, reference)).body.data.archived_at).to.equal(null);
    });

    it('are archived without the flag, and twice without harm', async () => {
      await archive({ reference });
      const once = sandbox.profile(reference)?.archived_at;
      expect((await archive({ reference, is_archive: true })).status).to.equal(200);
      expect(sandbox.profile(reference)?.archived_at).to.equal(once).and.to.match(DATE);
    });

    it('lose nothing', async () => {
      const before = sandbox.profile(reference);
      await archive({ reference });
      expect(sandbox.profile(reference)?.skills).to.deep.equal(before?.skills);
    });
  });

  it('are forgotten but not lost when bodies aren’t kept', async () => {
    const lean = await startSandbox({ candidates: 5, held: 'none', keepBodies: false });
    try {
      const { body } = await postProfile(lean, { ...MINIMAL, reference });
      expect(body.data.info.full_name).to.equal('Ada Martin');
      const { data } = (await getProfile(lean, reference)).body;
      expect(data).to.include({ key: body.data.key, reference });
      expect(lean.records.item(reference)).to.include({ posts: 1, distinctBodies: 1 });
    } finally {
      await lean.close();
    }
  });
});
