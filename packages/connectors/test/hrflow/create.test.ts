import { SANDBOX_API_SECRET, SANDBOX_API_USER } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  createProfiles,
  HrflowCreateProfilesParameters,
  updateProfiles,
  type HrflowProfile,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUpSandboxes, startHrflow, type HrflowSandbox } from '../support/hrflow-sandbox.js';
import { serve } from '../support/server.js';

const NOT_FOUND = { code: 400, message: 'Invalid parameters. Unable to find object: profile' };
const RESUME = { raw: Buffer.from('%PDF-1.4 Ada').toString('base64'), file_name: 'ada.pdf' };
const MARK = 'hrflow_sync_unfinished';

const ada: HrflowProfile = {
  reference: 'ada',
  created_at: '2025-03-04T05:06:07Z',
  info: { full_name: 'Ada Martin', email: 'ada@example.com' },
  experiences: [{ title: 'Engineer', company: 'Acme', date_start: '2020-01-01T00:00:00' }],
  tags: [{ name: 'origin', value: 'careers page' }],
  metadatas: [{ name: 'office', value: 'Paris' }],
};

describe('creating profiles in HrFlow', () => {
  let hub: HrflowSandbox;
  cleanUpSandboxes();
  beforeEach(async () => {
    hub = await startHrflow({ candidates: 2 });
  });
  const push = (item: HrflowProfile = ada) => createProfiles.push(hub.hrflow, hub.source, item);
  const held = () => hub.sandbox.profile('ada');
  const account = () => hub.sandbox.records.item('ada');

  it('writes one that HrFlow does not hold, whole and in one request', async () => {
    expect(await push()).to.equal('written');
    expect(hub.requests()).to.deep.equal({ 'GET profile/indexing': 1, 'POST profile/indexing': 1 });
    expect(held()).to.deep.include({
      reference: 'ada',
      created_at: '2025-03-04T05:06:07+0000',
      text: '',
      experiences: ada.experiences,
      tags: ada.tags,
      metadatas: ada.metadatas,
      languages: [],
    });
    expect(held()?.info).to.include({ full_name: 'Ada Martin', email: 'ada@example.com', phone: null });
  });

  it('leaves one that HrFlow holds as it is, whatever the item says', async () => {
    await push();
    const before = held();
    expect(await push({ ...ada, info: { full_name: 'Somebody Else' } })).to.equal('unchanged');
    expect(held()).to.deep.equal(before);
    const [candidate] = hub.sandbox.candidates();
    expect(await push({ reference: String(candidate?.id), info: { phone: '+1' } })).to.equal('unchanged');
    expect(hub.sandbox.records.item(String(candidate?.id))).to.include({ posts: 0, puts: 0 });
  });

  it('sends nothing of an item that only HrFlow can know', async () => {
    await push({ ...ada, key: 'k', id: 1, archived_at: '2020-01-01', attachments: [{}], resume: {} });
    const [request] = hub.sandbox.records.requests({ method: 'POST' });
    const body = JSON.parse(request?.body ?? '{}') as Record<string, unknown>;
    expect(body).to.not.have.any.keys('key', 'id', 'archived_at', 'attachments', 'resume');
  });

  it('never changes the item', async () => {
    const item = Object.freeze({ ...ada, tags: Object.freeze([...(ada.tags ?? [])]) }) as HrflowProfile;
    await push(item);
    expect(item).to.deep.equal(ada);
  });

  it('leaves one profile when the answer to the write was lost', async () => {
    hub.sandbox.addFault({
      api: 'hrflow',
      method: 'POST',
      path: 'profile/indexing',
      times: 1,
      fault: { kind: 'reset-after' },
    });
    expect(await failureOf(push())).to.include({ code: 'connection_reset', recovery: 'retry' });
    expect(await push()).to.equal('unchanged');
    expect(account()).to.include({ posts: 1, puts: 0 });
  });

  /** HrFlow doesn't show the profile to the first look: it came in between. */
  const lateBy = (times: number) =>
    hub.sandbox.addFault({
      api: 'hrflow',
      method: 'GET',
      path: 'profile/indexing',
      times,
      fault: { kind: 'status', status: 400, body: NOT_FOUND },
    });

  it('takes a used reference for success when it was an earlier try of its own that used it', async () => {
    await push();
    lateBy(1);
    expect(await push()).to.equal('written');
    expect(account()).to.include({ posts: 1, refused: 1 });
  });

  it('counts a race lost to somebody else as a rejection, and leaves the winner alone', async () => {
    hub.sandbox.addProfile({ reference: 'ada', info: { email: 'other@example.com' } });
    const before = held();
    lateBy(1);
    const error = await failureOf(push());
    expect(error).to.include({ code: 'reference_taken', recovery: 'reject' });
    expect(error.message).to.include('Somebody else created a profile');
    expect(held()).to.deep.equal(before);
  });

  it('rejects an item whose reference is taken by what HrFlow does not show', async () => {
    hub.sandbox.addProfile({ reference: 'ada' });
    lateBy(2);
    const error = await failureOf(push());
    expect(error).to.include({ code: 'reference_taken', recovery: 'reject' });
    expect(error.message).to.include('another reference');
  });

  it('does not take a failed look for "not there"', async () => {
    hub.sandbox.addFault({
      api: 'hrflow',
      method: 'GET',
      fault: { kind: 'status', status: 500 },
    });
    expect(await failureOf(push())).to.include({ code: 'server_error', recovery: 'retry' });
    expect(hub.requests()).to.deep.equal({ 'GET profile/indexing': 1 });
  });

  const refusals = [
    [402, 'quota_exhausted', 'configure'],
    [429, 'rate_limited', 'wait'],
    [401, 'unauthorized', 'configure'],
  ] as const;
  for (const [status, code, recovery] of refusals) {
    it(`writes nothing when HrFlow answers ${status}`, async () => {
      hub.sandbox.addFault({ api: 'hrflow', method: 'POST', fault: { kind: 'status', status } });
      expect(await failureOf(push())).to.include({ code, recovery });
      expect(await failureOf(push({ ...ada, resume: RESUME }))).to.include({ code, recovery });
      expect(held()).to.equal(undefined);
    });
  }

  it('rejects what HrFlow refuses, with its own words', async () => {
    hub.sandbox.reject(['ada'], 'Invalid parameters. info: too strange');
    const error = await failureOf(push());
    expect(error).to.include({ code: 'bad_request', recovery: 'reject' });
    expect(error.message).to.include('too strange');
  });

  it('rejects an item without a reference before anything is asked', async () => {
    const error = await failureOf(push({ ...ada, reference: null }));
    expect(error).to.include({ code: 'reference_missing', path: 'reference' });
    expect(hub.requests()).to.deep.equal({});
  });

  it('checks the source before a run, and names the field', async () => {
    await createProfiles.check(hub.hrflow, hub.source);
    const [unknown, others] = ['a'.repeat(40), 'c'.repeat(40)];
    hub.sandbox.addKeysOfOtherTeam(others);
    const check = (key: string) => failureOf(createProfiles.check(hub.hrflow, { source_key: key }));
    expect(await check(unknown)).to.include({
      code: 'source_not_found',
      path: 'pushParameters.source_key',
    });
    expect(await check(others)).to.include({
      code: 'source_forbidden',
      path: 'pushParameters.source_key',
    });
    expect(HrflowCreateProfilesParameters.safeParse({}).success).to.equal(false);
    expect(HrflowCreateProfilesParameters.safeParse({ source_key: 'k', x: 1 }).success).to.equal(false);
  });
});

describe('creating a profile with a résumé', () => {
  let hub: HrflowSandbox;
  cleanUpSandboxes();
  const withResume: HrflowProfile = { ...ada, resume: RESUME };
  const push = (item = withResume) => createProfiles.push(hub.hrflow, hub.source, item);
  const held = () => hub.sandbox.profile('ada');
  const marks = () => (held()?.metadatas ?? []).filter(({ name }) => name === MARK);

  /** What the item says and what HrFlow read in the file are both there, and nothing is left to be done. */
  function expectWhole() {
    expect(held()?.experiences?.map(({ company }) => company)).to.have.members(['SolarCo', 'Acme']);
    expect(held()?.skills?.map(({ name }) => name)).to.deep.equal(['typescript', 'mentoring']);
    expect(held()?.info).to.include({ full_name: 'Ada Martin', email: 'ada@example.com' });
    expect(held()?.attachments).to.have.length(2);
    expect(held()).to.deep.include({ tags: ada.tags, metadatas: ada.metadatas });
    expect([...hub.sandbox.profiles()]).to.have.length(1);
  }

  for (const syncParsing of [true, false]) {
    describe(`that HrFlow parses ${syncParsing ? 'at once' : 'later'}`, () => {
      beforeEach(async () => {
        hub = await startHrflow({ hrflow: { syncParsing } });
      });

      it('applies its data after the parsing', async () => {
        expect(await push()).to.equal('written');
        expectWhole();
        expect(held()?.created_at).to.equal('2025-03-04T05:06:07+0000');
        expect(await push()).to.equal('unchanged');
        expect(hub.sandbox.records.item('ada')).to.include({ parses: 1, posts: 0, puts: 1 });
      });

      it('ends what a try began that died after the parsing', async () => {
        hub.sandbox.addFault({
          api: 'hrflow',
          method: 'PUT',
          times: 1,
          fault: { kind: 'status', status: 500 },
        });
        expect(await failureOf(push())).to.include({ recovery: 'retry' });
        expect(marks()).to.have.length(1);
        expect(await push()).to.equal('written');
        expectWhole();
        expect(hub.sandbox.records.item('ada')).to.include({ parses: 1 });
      });

      it('has nothing left to do when the answer to the last write was lost', async () => {
        hub.sandbox.addFault({ api: 'hrflow', method: 'PUT', times: 1, fault: { kind: 'reset-after' } });
        expect(await failureOf(push())).to.include({ recovery: 'retry' });
        expect(await push()).to.equal('unchanged');
        expectWhole();
      });

      it('ends whole when the answer to the upload was lost', async () => {
        hub.sandbox.addFault({
          api: 'hrflow',
          path: 'profile/parsing/file',
          times: 1,
          fault: { kind: 'reset-after' },
        });
        expect(await failureOf(push())).to.include({ code: 'connection_reset', recovery: 'retry' });
        expect(await push()).to.equal('written');
        expectWhole();
      });

      it('ends one that somebody updated in between', async () => {
        hub.sandbox.addFault({
          api: 'hrflow',
          method: 'PUT',
          times: 1,
          fault: { kind: 'status', status: 500 },
        });
        await failureOf(push());
        const update = { ...hub.source, only_edit_fields: null };
        await updateProfiles.push(hub.hrflow, update, { reference: 'ada', info: { phone: '+33' } });
        expect(marks()).to.have.length(1);
        expect(await push()).to.equal('written');
        expectWhole();
        expect(held()?.info.phone).to.equal('+33');
      });

      it('creates the rest when its file can not be had, and brings it when it can', async () => {
        const files = await serve(() => ({ status: 404, text: 'gone' }));
        const item = { ...ada, resume: { url: `${files.url}/ada.pdf` } };
        const error = await failureOf(push(item));
        expect(error).to.include({ code: 'resume_unavailable', recovery: 'reject' });
        expect(error.message).to.match(/^The profile was created, but its résumé was not parsed\. /);
        expect(held()).to.deep.include({ experiences: ada.experiences });
        expect(marks()).to.have.length(1);
        expect(await failureOf(push(item))).to.include({ code: 'resume_unavailable' });

        files.answer = () => ({ headers: { 'content-type': 'application/pdf' }, text: '%PDF-1.4' });
        expect(await push(item)).to.equal('written');
        expectWhole();
        expect(await push(item)).to.equal('unchanged');
      });

      it('creates the rest when HrFlow does not read such a file', async () => {
        const item = { ...ada, resume: { ...RESUME, file_name: 'ada.zip' } };
        expect(await failureOf(push(item))).to.include({ code: 'resume_unavailable' });
        expect(held()).to.deep.include({ experiences: ada.experiences });
        expect(await push()).to.equal('written');
        expectWhole();
      });
    });
  }

  describe('that HrFlow parses later', () => {
    const start = async (parsingDelayMs: number) => {
      hub = await startHrflow({ hrflow: { syncParsing: false, parsingDelayMs } });
    };

    it('waits on through looks that fail, and uploads the file once', async () => {
      await start(50);
      for (const fault of [{ kind: 'status', status: 502 }, { kind: 'reset' }] as const) {
        hub.sandbox.addFault({ api: 'hrflow', method: 'GET', from: 2, times: 2, fault });
      }
      expect(await push()).to.equal('written');
      expectWhole();
      expect(hub.sandbox.records.item('ada')).to.include({ parses: 1 });
    });

    it('makes the item come back when that takes more than a minute', async () => {
      await start(60_000);
      expect(await failureOf(push())).to.include({ code: 'parsing_pending', recovery: 'retry' });
      expect(held()).to.equal(undefined);
    });

    it("waits for its own file when an earlier try's is still in the queue", async () => {
      await start(60);
      const form = new FormData();
      form.set('source_key', hub.source.source_key);
      form.set('reference', 'ada');
      form.set('metadatas', JSON.stringify([{ name: MARK, value: 'earlier try' }]));
      form.set('file', new Blob(['%PDF-1.4 Ada']), 'ada.pdf');
      const headers = {
        'x-api-key': SANDBOX_API_SECRET,
        'x-user-email': SANDBOX_API_USER,
        connection: 'close',
      };
      const url = `${hub.sandbox.hrflowUrl}/v1/profile/parsing/file`;
      const response = await fetch(url, { method: 'POST', headers, body: form });
      await response.text();
      // So that there is a while in which HrFlow shows what came of the first file alone.
      hub.sandbox.addFault({ api: 'hrflow', method: 'GET', times: 1, fault: { kind: 'delay', ms: 25 } });
      expect(await push()).to.equal('written');
      expectWhole();
      expect(hub.sandbox.summary().pendingParsings).to.equal(0);
      expect(hub.sandbox.records.item('ada')).to.include({ parses: 2, puts: 1 });
    });
  });
});
