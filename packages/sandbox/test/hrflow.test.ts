import { expect } from 'chai';
import {
  SANDBOX_API_SECRET,
  SANDBOX_API_USER,
  SANDBOX_SOURCE_KEY,
  startSandbox,
  type Sandbox,
} from '../src/index.js';
import { getProfile, hrflow, HRFLOW_HEADERS } from './client.js';

describe('HrFlow', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ candidates: 5, hrflow: { syncParsing: true } });
  });
  after(() => sandbox.close());

  const DIGITS = SANDBOX_API_SECRET.slice('ask_'.length);
  const get = (
    path: string,
    headers: Record<string, string> = HRFLOW_HEADERS,
  ): ReturnType<typeof hrflow<Record<string, unknown>>> =>
    hrflow<Record<string, unknown>>(sandbox, 'GET', path, undefined, headers);

  it('answers JSON without a charset, which its Python SDK would take for an error', async () => {
    expect((await get('auth')).headers.get('content-type')).to.equal('application/json');
  });

  it('tells what a key may do', async () => {
    const { body } = await get('auth');
    expect(body).to.deep.include({ code: 200, message: 'API Access Success' });
    expect(body.data).to.have.all.keys('team_name', 'team_subdomain', 'request_origin', 'api_key_permission');
    for (const [prefix, permission] of Object.entries({ ask_: 'all', askr_: 'read', askw_: 'write' })) {
      const { body: own } = await get('auth', { ...HRFLOW_HEADERS, 'x-api-key': prefix + DIGITS });
      expect(own.data['api_key_permission']).to.equal(permission);
    }
  });

  it('needs both headers', async () => {
    const halves: Record<string, string>[] = [
      { 'x-api-key': SANDBOX_API_SECRET },
      { 'x-user-email': SANDBOX_API_USER },
    ];
    for (const headers of halves) {
      const { status, body } = await get('auth', headers);
      expect(status).to.equal(401);
      expect(body).to.have.all.keys('code', 'message').and.to.include({ code: 401 });
    }
  });

  it('names the permission that was missing, and never the key that was sent', async () => {
    const sent = `ask_${'f'.repeat(32)}`;
    const { status, body } = await get('sources', { ...HRFLOW_HEADERS, 'x-api-key': sent });
    expect(status).to.equal(401);
    expect(body.message).to.equal('Unauthorized. Invalid secret key: ask_xxx for permission: read');
  });

  it('lets a key that can only write read nothing, and one that can only read write nothing', async () => {
    const writeOnly = { ...HRFLOW_HEADERS, 'x-api-key': `askw_${DIGITS}` };
    const readOnly = { ...HRFLOW_HEADERS, 'x-api-key': `askr_${DIGITS}` };
    expect((await get('sources', writeOnly)).status).to.equal(401);
    expect((await get('sources', readOnly)).status).to.equal(200);
    expect((await hrflow(sandbox, 'POST', 'profile/indexing', {}, readOnly)).status).to.equal(401);
  });

  it('gives its source with sync_parsing as a boolean, alone and in a list', async () => {
    const { body } = await get(`source?key=${SANDBOX_SOURCE_KEY}`);
    expect(body.message).to.equal('Source info');
    expect(body.data).to.include({ key: SANDBOX_SOURCE_KEY, sync_parsing: true });
    const list = await hrflow<unknown[]>(sandbox, 'GET', 'sources');
    expect(list.body.meta).to.deep.equal({ page: 1, maxPage: 1, count: 1, total: 1 });
    expect(list.body.data).to.deep.equal([body.data]);
  });

  it('answers 400, not 404, when a source or a profile isn’t there', async () => {
    const unknown = 'a'.repeat(40);
    const source = await get(`source?key=${unknown}`);
    expect(source.body).to.deep.equal({
      code: 400,
      message: 'Invalid parameters. Unable to find object: source',
    });
    expect(source.status).to.equal(400);
    const elsewhere = await get(`profile/indexing?source_key=${unknown}&reference=1`);
    expect(elsewhere.body.message).to.equal('Invalid parameters. Unable to find object: source');
    const profile = await getProfile(sandbox, 'nobody');
    expect(profile.body).to.deep.equal({
      code: 400,
      message: 'Invalid parameters. Unable to find object: profile',
    });
  });

  it('calls a source key that can’t be one invalid', async () => {
    const { body } = await get('profile/indexing?source_key=abc123&reference=1');
    expect(body).to.deep.equal({ code: 400, message: 'Bad Request. Invalid source_key: abc123' });
  });

  it('answers 404 to an unknown route and 405 to a wrong method', async () => {
    expect((await get('no/such/route')).status).to.equal(404);
    expect((await hrflow(sandbox, 'PATCH', 'profile/indexing', {})).status).to.equal(405);
  });

  it('answers 400 to a body that isn’t a JSON object', async () => {
    expect((await hrflow(sandbox, 'PUT', 'profile/indexing', [1])).status).to.equal(400);
  });
});
