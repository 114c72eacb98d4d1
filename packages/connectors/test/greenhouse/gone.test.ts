import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  greenhouseApi,
  greenhouseCandidates,
  GreenhouseCandidatesParameters,
  greenhouseJobs,
  GreenhouseJobsParameters,
  openClient,
  type HttpClient,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve, type TestServer } from '../support/server.js';

const CANDIDATES = GreenhouseCandidatesParameters.parse({});
const JOBS = GreenhouseJobsParameters.parse({});

describe('Harvest v1 after its end', () => {
  let server: TestServer;
  let client: HttpClient;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
    const baseUrls = { GREENHOUSE_API_URL: `${server.url}/greenhouse` };
    client = openClient(greenhouseApi, { auth: 'a-key-of-old' }, { baseUrls });
  });

  const ANSWERS: Readonly<Record<string, { status: number; json?: object; text?: string }>> = {
    'a bare 410': { status: 410, json: {} },
    'a 404 in words': { status: 404, json: { message: 'This API version is no longer available.' } },
    'a 403 in words': {
      status: 403,
      json: { message: 'Harvest v1 has been removed. Please migrate to v3.' },
    },
    'a 401 in words': { status: 401, json: { errors: [{ message: 'v1 API keys were retired' }] } },
    'a page in words': { status: 404, text: '<h1>Harvest API v1 was shut down</h1>' },
  };
  for (const [what, answer] of Object.entries(ANSWERS)) {
    it(`is told as that: ${what}`, async () => {
      server.answer = () => answer;
      const error = await failureOf(greenhouseCandidates.pull(client, CANDIDATES, null));
      expect(error).to.include({
        code: 'api_version_gone',
        recovery: 'configure',
        path: 'connectorAuth.auth',
      });
      expect(error.message)
        .to.include('2026-08-31')
        .and.include('client_id')
        .and.include('client_secret')
        .and.not.include('a-key-of-old');
    });
  }

  it('is told by a check that finds no list at all', async () => {
    server.answer = () => ({ status: 404, json: { message: 'Resource not found' } });
    for (const attempt of [
      greenhouseCandidates.check(client, CANDIDATES),
      greenhouseJobs.check(client, JOBS),
    ]) {
      expect(await failureOf(attempt)).to.include({ code: 'api_version_gone' });
    }
  });

  it('is not taken for a wrong key, nor a wrong key for it', async () => {
    server.answer = () => ({ status: 401, json: { message: 'Invalid Basic Auth credentials' } });
    expect(await failureOf(greenhouseCandidates.check(client, CANDIDATES))).to.include({
      code: 'unauthorized',
      path: 'connectorAuth.auth',
    });
    server.answer = () => ({ status: 403, json: { message: 'Forbidden' } });
    expect(await failureOf(greenhouseCandidates.check(client, CANDIDATES))).to.include({ code: 'forbidden' });
  });
});
