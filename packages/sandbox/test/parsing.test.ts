import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import {
  SANDBOX_SOURCE_KEY,
  startSandbox,
  type Candidate,
  type Profile,
  type Sandbox,
} from '../src/index.js';
import { ask, getProfile, hrflow, HRFLOW_HEADERS, type Envelope } from './client.js';

const FILE = new Blob([new Uint8Array(1234)]);

async function upload(
  sandbox: Sandbox,
  fields: Record<string, string>,
  name = 'resume.pdf',
): Promise<Envelope<unknown>> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ source_key: SANDBOX_SOURCE_KEY, ...fields }))
    form.set(field, value);
  form.set('file', FILE, name);
  const url = `${sandbox.hrflowUrl}/v1/profile/parsing/file`;
  const response = await ask(url, { method: 'POST', headers: HRFLOW_HEADERS, body: form });
  return JSON.parse(response.body) as Envelope<unknown>;
}

/** Asks until HrFlow has parsed the file, as a client would. */
async function poll(
  sandbox: Sandbox,
  reference: string,
  done: (profile: Profile) => boolean,
): Promise<Profile> {
  for (;;) {
    const { status, body } = await getProfile(sandbox, reference);
    if (status === 200 && done(body.data)) return body.data;
  }
}

describe('a webhook about a parsed file', () => {
  const SECRET = 'not a secret';
  let sandbox: Sandbox;
  let listener: Server;
  const received: { body: string; signature: string }[] = [];
  beforeEach(async () => {
    received.length = 0;
    listener = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        received.push({ body, signature: String(request.headers['http-hrflow-signature']) });
        response.end();
        listener.emit('received');
      });
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
    sandbox = await startSandbox({ candidates: 0, hrflow: { webhook: { url, secret: SECRET } } });
  });
  afterEach(async () => {
    await sandbox.close();
    listener.closeAllConnections();
    await new Promise((resolve) => listener.close(resolve));
  });

  it('comes when the upload asks for it, signed over its raw body', async () => {
    for (const type of ['profile.parsing.success', 'profile.parsing.update']) {
      const came = once(listener, 'received');
      await upload(sandbox, { reference: 'ada', webhook_parsing_sending: '1' });
      await came;
      const { body, signature } = received.at(-1) ?? { body: '', signature: '' };
      expect(signature).to.equal(createHmac('sha256', SECRET).update(body).digest('hex'));
      const event = JSON.parse(body) as { type: string; origin: string; profile: Profile };
      expect(event).to.include({ type, origin: 'api' });
      expect(event.profile).to.deep.equal(sandbox.profile('ada'));
    }
  });

  it('does not come otherwise', async () => {
    await upload(sandbox, { reference: 'ada' });
    await poll(sandbox, 'ada', () => true);
    const came = once(listener, 'received');
    await upload(sandbox, { reference: 'grace', webhook_parsing_sending: '1' });
    await came;
    expect(
      received.map(({ body }) => (JSON.parse(body) as { profile: Profile }).profile.reference),
    ).to.deep.equal(['grace']);
  });
});

describe('parsing a file', () => {
  let sandbox: Sandbox;
  let reference: string;
  const start = async (syncParsing: boolean): Promise<void> => {
    sandbox = await startSandbox({ candidates: 3, hrflow: { syncParsing } });
    reference = String(([...sandbox.candidates()][0] as Candidate).id);
  };
  afterEach(() => sandbox.close());

  describe('of a source that parses at once', () => {
    beforeEach(() => start(true));

    it('answers 201 with the profile and the raw parsing', async () => {
      const answer = await upload(sandbox, {
        reference: 'résumé-1',
        tags: '[{"name":"origin","value":"ats"}]',
        metadatas: '{}',
      });
      expect(answer.code).to.equal(201);
      const { profile, parsing } = answer.data as { profile: Profile; parsing: Record<string, unknown> };
      expect(profile.reference).to.equal('résumé-1');
      expect(profile.tags).to.deep.equal([{ name: 'origin', value: 'ats' }]);
      expect(profile.attachments?.map(({ type }) => type)).to.deep.equal(['original', 'resume']);
      expect(profile.attachments?.[0]?.file_size).to.equal(1234);
      expect(parsing).to.include({ key: profile.key, file_name: 'resume.pdf', file_size: 1234 });
    });

    it('updates a profile that exists: parsed lists change, the rest stays', async () => {
      const before = sandbox.profile(reference) as Profile;
      const { data } = await upload(sandbox, { reference });
      const { profile } = data as { profile: Profile };
      expect(profile.key).to.equal(before.key);
      expect(profile.info).to.deep.equal(before.info);
      expect(profile.tags).to.deep.equal(before.tags);
      expect(profile.skills).not.to.deep.equal(before.skills);
      expect(profile.updated_at).not.to.equal(before.updated_at);
    });

    it('lists the attachments and the parsing of the profile', async () => {
      await upload(sandbox, { reference });
      const query = `source_key=${SANDBOX_SOURCE_KEY}&reference=${reference}`;
      const attachments = await hrflow<unknown[]>(sandbox, 'GET', `profile/indexing/attachments?${query}`);
      expect(attachments.body.data).to.deep.equal(sandbox.profile(reference)?.attachments);
      const parsing = await hrflow<{ file_size: number }>(sandbox, 'GET', `profile/parsing?${query}`);
      expect(parsing.body.data.file_size).to.equal(1234);
    });

    it('refuses a form without a file, a file it can’t read, and what isn’t a form', async () => {
      expect(await upload(sandbox, { reference }, 'resume.exe')).to.include({ code: 400 });
      expect((await hrflow(sandbox, 'POST', 'profile/parsing/file', {})).status).to.equal(400);
    });
  });

  describe('of a source that queues', () => {
    beforeEach(() => start(false));

    it('answers 202 with no data, and the profile appears later', async () => {
      expect(await upload(sandbox, { reference: 'later' })).to.deep.equal({
        code: 202,
        message: 'Your profile as been sent successfully to the Parsing Queue.',
        data: [],
      });
      expect((await getProfile(sandbox, 'later')).status).to.equal(400);
      expect(sandbox.summary().pendingParsings).to.equal(1);
      await poll(sandbox, 'later', () => true);
      expect(sandbox.summary().pendingParsings).to.equal(0);
    });

    it('moves updated_at of a profile that exists, even within the same second', async () => {
      await upload(sandbox, { reference });
      const first = await poll(sandbox, reference, ({ attachments }) => attachments?.[0]?.file_size === 1234);
      await upload(sandbox, { reference });
      const second = await poll(sandbox, reference, ({ updated_at: date }) => date !== first.updated_at);
      expect(Date.parse(second.updated_at)).to.be.greaterThan(Date.parse(first.updated_at));
    });

    it('does nothing more once the sandbox is closed', async () => {
      await upload(sandbox, { reference: 'never' });
      await sandbox.close();
      expect(sandbox.summary().pendingParsings).to.equal(0);
      await start(false);
    });
  });
});
