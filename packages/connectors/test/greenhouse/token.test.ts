import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  greenhouseApi,
  greenhouseAuthApi,
  openClient,
  type GreenhouseCredentials,
  type HttpClient,
} from '../../src/index.js';
import { issueToken } from '../../src/greenhouse/token.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve, type Reply, type TestServer } from '../support/server.js';

const V3: GreenhouseCredentials = { client_id: 'client:1', client_secret: 'a-secret-of-theirs' };
const NOW = Date.UTC(2030, 0, 1);

describe("Harvest v3's tokens", () => {
  let server: TestServer;
  let client: HttpClient;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
    const baseUrls = {
      GREENHOUSE_AUTH_URL: `${server.url}/auth`,
      GREENHOUSE_API_URL: `${server.url}/harvest`,
    };
    client = openClient(greenhouseAuthApi, V3, { baseUrls, now: () => NOW });
  });
  const answer = (reply: Reply) => {
    server.answer = () => reply;
  };
  const issued = (json: object, headers: Record<string, string> = { date: '' }) => {
    answer({ json: { token_type: 'Bearer', access_token: 'token-1', ...json }, headers });
    return issueToken(client, {});
  };

  it('are asked for with Basic and a form in the body, nothing in the query', async () => {
    answer({ json: { access_token: 'token-1' } });
    await issueToken(client, { user_id: '4080' });
    const { method, path, query, headers, text } = server.received[0]!;
    expect([method, path, query.size]).to.deep.equal(['POST', '/auth/token', 0]);
    expect(headers.authorization).to.equal(`Basic ${btoa('client:1:a-secret-of-theirs')}`);
    expect(headers['content-type']).to.equal('application/x-www-form-urlencoded');
    expect(text).to.equal('grant_type=client_credentials&sub=4080');
  });

  it('act for nobody unless told', async () => {
    await issued({});
    expect(server.received[0]?.text).to.equal('grant_type=client_credentials');
  });

  for (const expires_at of [
    '2030-01-01T01:00:00+0000',
    '2030-01-01T01:00:00+00:00',
    '2030-01-01T01:00:00Z',
  ]) {
    it(`end when ${expires_at} says`, async () => {
      expect(await issued({ expires_at })).to.deep.equal({ value: 'token-1', expiresAtMs: NOW + 3_600_000 });
    });
  }

  it("live as long as they do by Greenhouse's clock, though ours is wrong", async () => {
    const token = await issued(
      { expires_at: '2030-01-02T01:00:00+0000' },
      { date: 'Wed, 02 Jan 2030 00:00:00 GMT' },
    );
    expect(token.expiresAtMs).to.equal(NOW + 3_600_000);
  });

  it('end after expires_in seconds where there is no date', async () => {
    expect((await issued({ expires_in: 1800 })).expiresAtMs).to.equal(NOW + 1_800_000);
    expect((await issued({ expires_in: '1800' })).expiresAtMs).to.equal(NOW + 1_800_000);
  });

  it('have no end where the answer tells none that can be read', async () => {
    expect(await issued({ expires_at: 'tomorrow' })).to.deep.equal({ value: 'token-1' });
  });

  it('are asked for again when there is none in the answer', async () => {
    answer({ json: {} });
    expect(await failureOf(issueToken(client, {}))).to.include({
      code: 'unexpected_answer',
      recovery: 'retry',
    });
  });

  for (const [status, json] of [
    [401, { error: 'invalid_client' }],
    [400, { error: 'invalid_client' }],
    [403, { message: 'Forbidden' }],
  ] as const) {
    it(`that are refused with ${status} are nobody's item's fault`, async () => {
      answer({ status, json });
      const error = await failureOf(issueToken(client, {}));
      expect(error).to.include({ code: 'unauthorized', path: 'connectorAuth.client_secret' });
      expect(error.message).to.include('connectorAuth.client_id').and.include(String(status));
      expect([error.message, error.detail].join()).to.not.include(V3.client_secret);
    });
  }

  it('that are refused for their user name that field', async () => {
    answer({ status: 400, json: { error: 'invalid_request', error_description: 'sub is unknown' } });
    expect(await failureOf(issueToken(client, { user_id: '1' }))).to.include({
      path: 'connectorAuth.user_id',
    });
  });

  it('go along with each request, and a refused one is replaced once', async () => {
    let minted = 0;
    server.answer = ({ path, headers }) => {
      if (path === '/auth/token') return { json: { access_token: `token-${++minted}` } };
      const good = headers.authorization === 'Bearer token-2';
      return good ? { json: [] } : { status: 401, json: { message: 'Unauthorized' } };
    };
    const { url } = server;
    const baseUrls = { GREENHOUSE_AUTH_URL: `${url}/auth`, GREENHOUSE_API_URL: `${url}/harvest` };
    const harvest = openClient(greenhouseApi, V3, { baseUrls });
    await harvest.send({ method: 'GET', path: 'candidates' });
    expect(minted).to.equal(2);
    expect(server.received.map(({ path }) => path)).to.deep.equal([
      '/auth/token',
      '/harvest/v3/candidates',
      '/auth/token',
      '/harvest/v3/candidates',
    ]);
  });
});
