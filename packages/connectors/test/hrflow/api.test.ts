import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { closeConnections, hrflowApi, openClient, updateProfiles, type Recovery } from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve, type TestServer } from '../support/server.js';

const SECRET = 'ask_0123456789abcdef0123456789abcdef';

describe("HrFlow's answers", () => {
  let server: TestServer;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
  });
  const open = () => {
    const host = { baseUrls: { HRFLOW_API_URL: server.url } };
    return openClient(hrflowApi, { api_secret: SECRET, api_user: 'ada@example.com' }, host);
  };
  const check = () => updateProfiles.check(open(), { source_key: 'src', only_edit_fields: null });
  const ask = () => open().send({ method: 'GET', path: 'profile/indexing' });

  it('prove key and source before a run', async () => {
    server.answer = () => ({ json: { code: 200, message: 'Source info', data: { key: 'src' } } });
    await check();
    expect(server.received.map(({ method, path, query }) => `${method} ${path}?${query}`)).to.deep.equal([
      'GET /v1/source?key=src',
    ]);
  });

  const known: [number, string, Recovery, string, string | undefined][] = [
    [
      400,
      'Invalid parameters. Unable to find object: source',
      'configure',
      'source_not_found',
      'pushParameters.source_key',
    ],
    [
      400,
      'Invalid parameters. Unable to find object: board',
      'configure',
      'board_not_found',
      'pushParameters.board_key',
    ],
    [400, 'Invalid parameters. Unable to find object: profile', 'reject', 'profile_not_found', undefined],
    [400, 'Invalid parameters. Unable to find object: job', 'reject', 'job_not_found', undefined],
    [
      400,
      'Bad Request. Invalid source_key: abc123',
      'configure',
      'source_not_found',
      'pushParameters.source_key',
    ],
    [400, 'Invalid source fields', 'configure', 'source_not_found', 'pushParameters.source_key'],
    [
      400,
      'Cannot create profile with this reference: x. Already used!',
      'reject',
      'reference_taken',
      undefined,
    ],
    [
      401,
      `Unauthorized. Invalid secret key: ${SECRET} for permission: write`,
      'configure',
      'unauthorized',
      'hrflowAuth.api_secret',
    ],
    [
      401,
      'Unauthorized Access to source key: abc',
      'configure',
      'source_forbidden',
      'pushParameters.source_key',
    ],
    [
      401,
      'Unauthorized Access to board key: abc',
      'configure',
      'board_forbidden',
      'pushParameters.board_key',
    ],
    [401, 'Invalid Role', 'configure', 'unauthorized', 'hrflowAuth.api_user'],
    [402, 'Over plan quota on this endpoint', 'configure', 'quota_exhausted', undefined],
    [400, 'Bad request. Text cannot be null', 'reject', 'bad_request', undefined],
    [404, 'Not found', 'reject', 'not_found', undefined],
    [429, 'Too many requests', 'wait', 'rate_limited', undefined],
    [500, 'Unable to find object: source', 'retry', 'server_error', undefined],
  ];
  for (const [status, message, recovery, code, path] of known) {
    it(`"${message.replace(SECRET, '<key>')}" (${status}) is ${code}`, async () => {
      server.answer = () => ({ status, json: { code: status, message } });
      const error = await failureOf(ask());
      expect([error.recovery, error.code, error.path]).to.deep.equal([recovery, code, path]);
      expect(`${error.message} ${error.detail}`).to.not.include(SECRET);
    });
  }

  it("to the check are never an item's fault: a wrong base URL answers 404", async () => {
    server.answer = () => ({ status: 404, json: { code: 404, message: 'Not found' } });
    expect(await failureOf(check())).to.include({ code: 'not_found', recovery: 'configure' });
  });

  it('count by the code in the body when HTTP says 200', async () => {
    server.answer = () => ({
      json: { code: 400, message: 'Invalid parameters. Unable to find object: source' },
    });
    expect(await failureOf(check())).to.include({ code: 'source_not_found' });
    server.answer = () => ({ json: { code: 503, message: 'busy' } });
    expect(await failureOf(check())).to.include({ code: 'server_error', recovery: 'retry' });
  });

  it('may carry parameters after the content type', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    server.answer = () => ({ headers, json: { code: 200, message: 'Source info', data: {} } });
    await check();
  });

  it("that are a gateway's page are a passing trouble", async () => {
    server.answer = () => ({ status: 502, text: '<html>Bad Gateway</html>' });
    expect(await failureOf(check())).to.include({ code: 'server_error', recovery: 'retry' });
  });
});
