import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { startSandbox, type Candidate, type Sandbox } from '../src/index.js';
import { ask, greenhouse, GREENHOUSE_HEADERS, type Reply } from './client.js';

interface Refused {
  readonly message?: string;
  readonly errors?: readonly { readonly field?: string; readonly message: string }[];
}

const USER = { 'on-behalf-of': '92120' };
const JOB = 149_995;
const PERSON = {
  first_name: 'Ada',
  last_name: 'Martin',
  email_addresses: [{ value: 'ada@example.com', type: 'personal' }],
};

describe('writing to Harvest v1', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 40 });
  });
  afterEach(() => sandbox.close());

  async function write<Body = Candidate>(
    method: string,
    path: string,
    json: unknown,
    headers: Record<string, string> = USER,
  ): Promise<Omit<Reply<Body>, 'headers'>> {
    const { status, body } = await ask(`${sandbox.greenhouseUrl}/v1/${path}`, {
      method,
      body: JSON.stringify(json),
      headers: { ...GREENHOUSE_HEADERS, 'content-type': 'application/json', ...headers },
    });
    return { status, body: JSON.parse(body) as Body };
  }
  const fieldsOf = ({ errors }: Refused) => errors?.map(({ field }) => field);
  const anyone = () => [...sandbox.candidates()].find(({ applications }) => applications.length > 0)!;

  it('is refused without a user to do it for, and for one who is not there', async () => {
    const without = await write<Refused>('POST', 'prospects', PERSON, {});
    expect(without.status).to.equal(422);
    expect(fieldsOf(without.body)).to.deep.equal(['On-Behalf-Of']);
    expect((await write('POST', 'prospects', PERSON, { 'on-behalf-of': '1' })).status).to.equal(403);
    expect(sandbox.greenhouse.candidatesCreated()).to.equal(0);
  });

  it('creates a candidate with an application, and lists it', async () => {
    const { status, body } = await write('POST', 'candidates', {
      ...PERSON,
      applications: [{ job_id: JOB }],
    });
    expect(status).to.equal(201);
    expect(body).to.deep.include(PERSON);
    expect(body.applications.map(({ jobs }) => jobs[0]?.id)).to.deep.equal([JOB]);
    expect((await greenhouse(sandbox, 'candidates?email=ada@example.com')).body).to.deep.equal([body]);
  });

  it('takes no candidate without an application, nor without a name, and no job nobody knows', async () => {
    expect(fieldsOf((await write<Refused>('POST', 'candidates', PERSON)).body)).to.deep.equal([
      'applications',
    ]);
    expect(fieldsOf((await write<Refused>('POST', 'prospects', { company: 'x' })).body)).to.deep.equal([
      'first_name',
      'last_name',
    ]);
    const unknown = await write<Refused>('POST', 'candidates', { ...PERSON, applications: [{ job_id: 1 }] });
    expect(fieldsOf(unknown.body)).to.deep.equal(['job_id']);
  });

  it('may answer with ids alone, and a 404 until the candidate is there', async () => {
    sandbox.greenhouse.delayCreation(2);
    const { status, body } = await write('POST', 'prospects', PERSON);
    expect({ status, keys: Object.keys(body) }).to.deep.equal({
      status: 201,
      keys: ['id', 'application_ids'],
    });
    expect((await greenhouse(sandbox, 'candidates?email=ada@example.com')).body).to.deep.equal([]);
    const looks = [];
    for (let look = 0; look < 3; look += 1) {
      looks.push((await greenhouse(sandbox, `candidates/${body.id}`)).status);
    }
    expect(looks).to.deep.equal([404, 404, 200]);
    expect((await greenhouse(sandbox, 'candidates?email=ada@example.com')).body).to.have.length(1);
  });

  it('replaces the lists that a PATCH names and leaves everything else', async () => {
    const before = anyone();
    const email_addresses = [{ value: 'new@example.com', type: 'work' }];
    const { body } = await write('PATCH', `candidates/${before.id}`, { email_addresses, tags: [] });
    expect(body).to.deep.equal({
      ...before,
      email_addresses,
      tags: [],
      updated_at: body.updated_at,
      last_activity: body.last_activity,
    });
    expect(body.updated_at > before.updated_at).to.equal(true);
  });

  it('answers 422 in the documented envelope to a type it does not know', async () => {
    const documented = JSON.parse(
      readFileSync(new URL('../fixtures/greenhouse-error-422.json', import.meta.url), 'utf8'),
    ) as Refused;
    const phone_numbers = [{ value: '1', type: 'fax' }];
    const { status, body } = await write<Refused>('PATCH', `candidates/${anyone().id}`, { phone_numbers });
    expect(status).to.equal(422);
    expect(body).to.have.all.keys(Object.keys(documented));
    expect(body.message).to.equal(documented.message);
    expect(body.errors).to.deep.equal([
      { field: 'type', message: 'Must be one of: home, work, mobile, skype, other' },
    ]);
  });

  it('adds an education by the ids of its names, with a 201', async () => {
    const { id } = anyone();
    const { body: schools } = await greenhouse<{ id: number; name: string }[]>(sandbox, 'schools');
    const path = `candidates/${id}/educations`;
    const added = await write<object>('POST', path, { school_id: schools[0]?.id, start_date: '2013-09-15' });
    expect(added.status).to.equal(201);
    expect(added.body).to.deep.include({
      school_name: schools[0]?.name,
      degree: null,
      start_date: '2013-09-15T00:00:00.000Z',
    });
    expect(fieldsOf((await write<Refused>('POST', path, { degree_id: 1 })).body)).to.deep.equal([
      'degree_id',
    ]);
    expect(sandbox.candidate(id)?.educations.at(-1)).to.deep.equal(added.body);
  });

  it('wants company, title and start of an employment', async () => {
    const { body } = await write<Refused>('POST', `candidates/${anyone().id}/employments`, {});
    expect(fieldsOf(body)).to.deep.equal(['company_name', 'title', 'start_date']);
  });

  it('wants either the content of a file or its URL, and the type of a content', async () => {
    const path = `candidates/${anyone().id}/attachments`;
    const file = { filename: 'cv.pdf', type: 'resume' };
    expect(fieldsOf((await write<Refused>('POST', path, file)).body)).to.deep.equal(['content']);
    expect(fieldsOf((await write<Refused>('POST', path, { ...file, content: 'eA==' })).body)).to.deep.equal([
      'content_type',
    ]);
    const whole = { ...file, content: 'eA==', content_type: 'application/pdf' };
    const { status, body } = await write<object>('POST', path, whole);
    expect(status).to.equal(201);
    expect(body).to.have.all.keys('filename', 'url', 'type', 'content_type');
  });

  it('rejects active applications only', async () => {
    const active = [...sandbox.candidates()]
      .flatMap(({ applications }) => applications)
      .find(({ status }) => status === 'active')!;
    const path = `applications/${active.id}/reject`;
    const { status, body } = await write<{ status: string }>('POST', path, { rejection_reason_id: 815 });
    expect({ status, now: body.status }).to.deep.equal({ status: 200, now: 'rejected' });
    const again = await write<Refused>('POST', path, {});
    expect(again).to.deep.equal({
      status: 422,
      body: { errors: [{ message: "Application must be 'active', is currently 'rejected'" }] },
    });
  });

  it('shows v3 what v1 wrote', async () => {
    const { body } = await write('POST', 'prospects', PERSON);
    const token = await ask(`${sandbox.environment.GREENHOUSE_AUTH_URL}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: {
        authorization: `Basic ${btoa(`${sandbox.environment.GREENHOUSE_CLIENT_ID}:${sandbox.environment.GREENHOUSE_CLIENT_SECRET}`)}`,
      },
    });
    const { access_token } = JSON.parse(token.body) as { access_token: string };
    const seen = await ask(`${sandbox.greenhouseUrl}/v3/candidates?email=ada@example.com`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect((JSON.parse(seen.body) as { id: number }[]).map(({ id }) => id)).to.deep.equal([body.id]);
  });
});
