import { expect } from 'chai';
import { startSandbox, type Sandbox } from '../src/index.js';
import { ask } from './client.js';

type Json = Record<string, unknown>;

const PERSON = { first_name: 'Ada', last_name: 'Martin', tags: ['Python'] };

describe('writing to Harvest v3', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 20 });
  });
  afterEach(() => sandbox.close());

  async function bearer(): Promise<string> {
    const {
      GREENHOUSE_AUTH_URL: url,
      GREENHOUSE_CLIENT_ID: id,
      GREENHOUSE_CLIENT_SECRET: secret,
    } = sandbox.environment;
    const { body } = await ask(`${url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    });
    return (JSON.parse(body) as { access_token: string }).access_token;
  }
  async function write(method: string, path: string, json: unknown, token?: string) {
    const authorization = `Bearer ${token ?? (await bearer())}`;
    const { status, body } = await ask(`${sandbox.greenhouseUrl}/v3/${path}`, {
      method,
      body: JSON.stringify(json),
      headers: { authorization, 'content-type': 'application/json' },
    });
    return { status, body: JSON.parse(body) as Json };
  }

  it('creates a candidate with at most one application', async () => {
    const alone = await write('POST', 'candidates', PERSON);
    expect(alone.status).to.equal(201);
    expect(alone.body['candidate']).to.deep.include({ ...PERSON, private: false });
    expect(alone.body['application']).to.equal(null);
    const applied = await write('POST', 'candidates', { ...PERSON, application: { job_id: 149_995 } });
    expect(applied.body['application']).to.deep.include({ job_id: 149_995, status: 'in_process' });
  });

  it('knows v1’s names of things no more', async () => {
    for (const json of [
      { ...PERSON, applications: [{ job_id: 149_995 }] },
      { ...PERSON, private: true },
      { ...PERSON, educations: [] },
    ]) {
      expect((await write('POST', 'candidates', json)).status).to.equal(422);
    }
    expect(sandbox.greenhouse.candidatesCreated()).to.equal(0);
  });

  it('refuses a write whose scope the token lacks', async () => {
    sandbox.greenhouse.limitScopes('harvest:candidates:list');
    expect(await write('POST', 'candidates', PERSON)).to.deep.equal({
      status: 403,
      body: { message: 'Forbidden' },
    });
    expect((await write('POST', 'candidates', PERSON, 'stale')).status).to.equal(401);
  });

  it('takes educations by the ids of options, and files for applications', async () => {
    const { body } = await write('POST', 'candidates', { ...PERSON, application: { prospect: true } });
    const { id: candidate_id } = body['candidate'] as { id: number };
    const { id: application_id } = body['application'] as { id: number };
    const wrong = { candidate_id, school_name_custom_field_option_id: 1 };
    expect((await write('POST', 'candidate_educations', wrong)).body).to.deep.equal({
      errors: [{ message: 'is invalid', field: 'school_name_custom_field_option_id' }],
    });
    const file = { filename: 'cv.pdf', type: 'resume', content: 'eA==' };
    expect((await write('POST', 'attachments', { ...file, candidate_id })).status).to.equal(422);
    const attached = await write('POST', 'attachments', { ...file, application_id });
    expect(attached.status).to.equal(201);
    expect(attached.body).to.include({ application_id, candidate_id, filename: 'cv.pdf' });
  });
});
