import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  apiFor,
  closeConnections,
  flatchrApi,
  flatchrApplicants,
  FlatchrApplicantsParameters,
  flatchrCareersApi,
  FlatchrCredentials,
  flatchrFilesApi,
  openClient,
  type HttpExchange,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve } from '../support/server.js';

const account = (more: object = {}) =>
  FlatchrCredentials.parse({ api_key: 'flatchr-secret-key', company_id: 'Wy3EOp2NP3p1KMq8', ...more });
const DEMO = { env_base_url: 'https://api.demo.flatchr.io' };
const parameters = FlatchrApplicantsParameters.parse({});

describe("Flatchr's API", () => {
  cleanUp(closeConnections);

  it('is of production unless the credentials say demo', () => {
    const bases = (credentials: FlatchrCredentials) =>
      [flatchrApi, flatchrFilesApi, flatchrCareersApi].map((api) => apiFor(api, credentials).baseUrl);
    const [production, careers] = ['https://api.flatchr.io', 'https://careers.flatchr.io'];
    expect(bases(account())).to.deep.equal([production, production, careers]);
    const [demo, demoCareers] = ['https://api.demo.flatchr.io', 'https://careers.demo.flatchr.io'];
    expect(bases(account(DEMO))).to.deep.equal([demo, demo, demoCareers]);
    expect(
      FlatchrCredentials.safeParse({ ...account(), env_base_url: 'https://evil.example' }).success,
    ).to.equal(false);
    expect(FlatchrCredentials.safeParse({ ...account(), company_id: '../other' }).success).to.equal(false);
  });

  for (const credentials of [account(), account(DEMO)]) {
    it(`sends the key as Bearer, in the query for CVs, in the body for careers (${credentials.env_base_url})`, async () => {
      const server = await serve(() => ({ json: [] }));
      const baseUrls = { FLATCHR_API_URL: server.url, FLATCHR_CAREERS_URL: `${server.url}/careers` };
      const client = openClient(flatchrApi, credentials, { baseUrls });
      await client.send({ method: 'GET', path: 'a' });
      await client.over(flatchrFilesApi).fetchFile({ path: 'b' }, { maxBytes: 100, timeoutMs: 1_000 });
      await client.over(flatchrCareersApi).send({ method: 'POST', path: 'c', json: { firstname: 'Ada' } });
      const [api, files, careers] = server.received;
      expect(api!.headers.authorization).to.equal('Bearer flatchr-secret-key');
      expect([api!.path, api!.query.size]).to.deep.equal(['/a', 0]);
      expect([files!.path, files!.query.get('token')]).to.deep.equal(['/b', 'flatchr-secret-key']);
      expect(careers!.path).to.equal('/careers/c');
      expect(careers!.headers.authorization).to.equal(undefined);
      expect(JSON.parse(careers!.text)).to.deep.equal({ firstname: 'Ada', token: 'flatchr-secret-key' });
      expect(careers!.query.size).to.equal(0);
    });
  }

  it('keeps the key out of errors and exchanges, even where Flatchr repeats it', async () => {
    const exchanges: HttpExchange[] = [];
    const server = await serve(({ text, query }) => ({
      status: 400,
      json: { statusCode: 400, message: `bad: ${text} ${query.toString()} flatchr-secret-key` },
    }));
    const baseUrls = { FLATCHR_API_URL: server.url, FLATCHR_CAREERS_URL: server.url };
    const client = openClient(flatchrApi, account(), {
      baseUrls,
      onExchange: (each) => void exchanges.push(each),
    });
    const careers = client.over(flatchrCareersApi).send({ method: 'POST', path: 'c', json: {} });
    const file = client.over(flatchrFilesApi).fetchFile({ path: 'b' }, { maxBytes: 1000, timeoutMs: 1_000 });
    for (const request of [careers, file]) {
      const { message, detail } = await failureOf(request);
      expect(message + detail)
        .to.include('bad')
        .and.not.include('flatchr-secret-key');
    }
    expect(JSON.stringify(exchanges)).to.not.include('flatchr-secret-key');
  });

  it('has a limit for CVs and none for the rest', () => {
    expect(flatchrFilesApi).to.deep.include({
      provider: 'flatchr_files',
      rateLimit: { requests: 1, perMs: 1_000 },
    });
    expect(flatchrApi.rateLimit).to.equal(undefined);
  });

  it('says of a refused key that it may be a year old, or of the other environment', async () => {
    const server = await serve(() => ({ status: 401, json: { statusCode: 401, message: 'Invalid token' } }));
    const client = openClient(flatchrApi, account(), { baseUrls: { FLATCHR_API_URL: server.url } });
    const error = await failureOf(flatchrApplicants.check(client, parameters));
    expect(error).to.include({ recovery: 'configure', code: 'unauthorized', path: 'connectorAuth.api_key' });
    expect(error.message).to.match(/365 days.*env_base_url/s);
  });

  it('takes an error that hides in a 200 for what it is', async () => {
    const server = await serve(() => ({ json: { statusCode: 404, message: 'Company not found' } }));
    const client = openClient(flatchrApi, account(), { baseUrls: { FLATCHR_API_URL: server.url } });
    expect(await failureOf(flatchrApplicants.check(client, parameters))).to.include({
      code: 'company_not_found',
      path: 'connectorAuth.company_id',
    });
  });
});
