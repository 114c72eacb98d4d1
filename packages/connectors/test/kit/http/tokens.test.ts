import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  openClient,
  type Host,
  type ProviderApi,
  type WholeExchange,
} from '../../../src/index.js';
import { failureOf } from '../../support/errors.js';
import { cleanUp, serve, type Reply, type TestServer } from '../../support/server.js';

type Credentials = { id: string; secret: string };

const CREDENTIALS: Credentials = { id: 'client', secret: 'a-very-secret-word' };

const doorApi: ProviderApi<Credentials> = {
  provider: 'acme_door',
  name: 'Acme',
  credentialsPath: 'connectorAuth.secret',
  baseUrl: 'https://door.acme.invalid',
  baseUrlVariable: 'ACME_DOOR_URL',
  version: '',
  authenticate: ({ id, secret }) => ({
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
  }),
};

const api: ProviderApi<Credentials> = {
  provider: 'acme',
  name: 'Acme',
  credentialsPath: 'connectorAuth.secret',
  baseUrl: 'https://api.acme.invalid',
  baseUrlVariable: 'ACME_API_URL',
  version: 'v3',
  authenticate: () => ({}),
  settings: ({ id }) => ({ id }),
  token: {
    api: doorApi,
    async issue(client) {
      const form = new URLSearchParams({ grant_type: 'client_credentials' });
      const { body } = await client.send<{ token: string }>({ method: 'POST', path: 'token', form });
      return { value: body.token };
    },
    authenticate: (token) => ({ headers: { authorization: `Bearer ${token}` } }),
  },
};

describe('an API that takes a token', () => {
  let server: TestServer;
  let issued: number;
  /** Tokens the API takes. */
  let good: Set<string>;
  cleanUp(closeConnections);

  beforeEach(async () => {
    issued = 0;
    good = new Set();
    server = await serve(({ path, headers }): Reply => {
      if (path === '/token') {
        const token = `token-number-${++issued}`;
        good = new Set([token]);
        return { json: { token } };
      }
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      return good.has(token)
        ? { json: { ok: true } }
        : { status: 401, json: { message: `bad token ${token}` } };
    });
  });

  const open = (more: Partial<ProviderApi<Credentials>> = {}, host: Host = {}) =>
    openClient({ ...api, ...more }, CREDENTIALS, {
      baseUrls: { ACME_API_URL: server.url, ACME_DOOR_URL: server.url },
      ...host,
    });
  const things = { method: 'GET', path: 'things' } as const;

  it('is asked with one, which is fetched once', async () => {
    const client = open();
    await Promise.all([client.send(things), client.send(things), client.send(things)]);
    await client.send(things);
    expect(issued).to.equal(1);
    const [door] = server.received.filter(({ path }) => path === '/token');
    expect(door?.headers['content-type']).to.equal('application/x-www-form-urlencoded');
    expect(door?.text).to.equal('grant_type=client_credentials');
    expect(door?.headers.authorization).to.match(/^Basic /);
  });

  it('tells a recorder nothing of how a token was had', async () => {
    const told: string[] = [];
    const recorder = { record: ({ provider }: WholeExchange) => void told.push(provider) };
    await open().limitedBy(undefined, undefined, recorder).send({ method: 'GET', path: 'things' });
    expect(server.received.map(({ path }) => path)).to.deep.equal(['/token', '/v3/things']);
    expect(told).to.deep.equal(['acme']);
  });

  it('gets a new one when it refuses the old one, and the request is sent again', async () => {
    const client = open();
    await client.send(things);
    good.clear();
    expect((await client.send(things)).body).to.deep.equal({ ok: true });
    expect(issued).to.equal(2);
  });

  it('is told wrong credentials when it refuses the new one as well, without the token in the words', async () => {
    const client = open();
    server.answer = ({ path, headers }) =>
      path === '/token'
        ? { json: { token: `token-number-${++issued}` } }
        : { status: 401, json: { message: `bad token ${headers.authorization}` } };
    const error = await failureOf(client.send(things));
    expect(error).to.include({ recovery: 'configure', code: 'unauthorized', path: 'connectorAuth.secret' });
    expect(issued).to.equal(2);
    expect(`${error.message} ${error.detail}`).to.not.contain('token-number');
  });

  it('shows wrong credentials where the token is asked for', async () => {
    server.answer = () => ({ status: 401, json: { message: 'no' } });
    const error = await failureOf(open().send(things));
    expect(error).to.include({ recovery: 'configure', code: 'unauthorized', path: 'connectorAuth.secret' });
    expect(server.received.map(({ path }) => path)).to.deep.equal(['/token']);
  });

  it('offers what of the credentials is no secret', () => {
    expect(open().settings).to.deep.equal({ id: 'client' });
    expect(open().version).to.equal('v3');
  });
});

describe('a system of several APIs', () => {
  let server: TestServer;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
  });

  const plain: ProviderApi<Credentials> = {
    ...doorApi,
    provider: 'acme',
    baseUrlVariable: 'ACME_API_URL',
    version: 'v1',
  };
  const files: ProviderApi<Credentials> = {
    ...plain,
    provider: 'acme_files',
    version: '',
    rateLimit: { requests: 1, perMs: 1_000 },
  };
  const open = (its = plain, host: Host = {}) =>
    openClient(its, CREDENTIALS, { baseUrls: { ACME_API_URL: server.url }, ...host });

  it('is used through one account, each API with its own address and limiter', async () => {
    const asked: string[] = [];
    const limiterOf = ({ provider }: { provider: string }) => ({
      acquire: async () => void asked.push(provider),
    });
    const host = {
      limiter: limiterOf(plain),
      forApi: (its: ProviderApi<never>) => ({ limiter: limiterOf(its) }),
    };
    const client = open(plain, host);
    await client.send({ method: 'GET', path: 'things' });
    await client.over(files).send({ method: 'GET', path: 'file' });
    expect(server.received.map(({ path }) => path)).to.deep.equal(['/v1/things', '/file']);
    expect(asked).to.deep.equal(['acme', 'acme_files']);
  });

  it('gives a job its own limiter at each of them', async () => {
    const asked: string[] = [];
    const limiter = (name: string) => ({ acquire: async () => void asked.push(name) });
    const job = open().limitedBy(limiter('job'), ({ provider }) => limiter(`job at ${provider}`));
    await job.send({ method: 'GET', path: 'things' });
    await job.over(files).send({ method: 'GET', path: 'file' });
    expect(asked).to.deep.equal(['job', 'job at acme_files']);
  });

  it('tells a job’s recorder what was said at each of them, and no credential', async () => {
    const told: WholeExchange[] = [];
    const keyed = { ...plain, authenticate: ({ secret }: Credentials) => ({ json: { apikey: secret } }) };
    const recorder = { record: (exchange: WholeExchange) => void told.push(exchange) };
    const job = open(keyed).limitedBy(undefined, undefined, recorder);
    server.answer = ({ path }) => (path === '/file' ? { status: 404, json: {} } : { json: { ok: true } });
    await job.send({ method: 'POST', path: 'things', json: { name: 'Ada' }, replaces: { name: 'A.' } });
    await failureOf(job.over(files).send({ method: 'GET', path: 'file' }));
    expect(told.map(({ provider, outcome }) => `${provider} ${outcome}`)).to.deep.equal([
      'acme 200',
      'acme_files 404',
    ]);
    expect(told[0]?.request).to.deep.include({ json: { name: 'Ada' }, replaces: { name: 'A.' } });
    expect(told[0]?.answer?.bytes.toString()).to.equal('{"ok":true}');
    expect(server.received[0]?.text).to.contain(CREDENTIALS.secret).and.not.to.contain('A.');
    expect(JSON.stringify(told)).not.to.contain(CREDENTIALS.secret);
  });

  it('takes the API that the credentials are for', async () => {
    const choosing = { ...plain, forCredentials: ({ id }: Credentials) => (id === 'client' ? files : plain) };
    await open(choosing).send({ method: 'GET', path: 'things' });
    expect(server.received[0]?.path).to.equal('/things');
  });

  it('has its key in the body of a request that has one, and in the query of others', async () => {
    const keyed = {
      ...plain,
      authenticate: ({ secret }: Credentials) => ({ query: { apikey: secret }, json: { apikey: secret } }),
    };
    const client = open(keyed);
    await client.send({ method: 'GET', path: 'things' });
    await client.send({ method: 'POST', path: 'things', json: { name: 'Ada' } });
    const [read, write] = server.received;
    expect(read?.query.get('apikey')).to.equal(CREDENTIALS.secret);
    expect(write?.query.has('apikey')).to.equal(false);
    expect(JSON.parse(write?.text ?? '')).to.deep.equal({ name: 'Ada', apikey: CREDENTIALS.secret });
  });

  it('gets headers of a single request besides those that authenticate', async () => {
    const headers = { 'on-behalf-of': '42' };
    await open().send({ method: 'POST', path: 'things', json: {}, headers });
    expect(server.received[0]?.headers).to.include({ 'on-behalf-of': '42' });
    expect(server.received[0]?.headers.authorization).to.match(/^Basic /);
  });
});

describe("a file of the API's own", () => {
  let server: TestServer;
  cleanUp(closeConnections);
  const limits = { maxBytes: 1_000, timeoutMs: 5_000 };
  const open = () => openClient(doorApi, CREDENTIALS, { baseUrls: { ACME_DOOR_URL: server.url } });

  it('is fetched with credentials', async () => {
    server = await serve(() => ({ headers: { 'content-type': 'application/pdf' }, text: '%PDF' }));
    const file = await open().fetchFile({ path: 'resume/1' }, limits);
    expect(Buffer.from(file.bytes).toString()).to.equal('%PDF');
    expect(file.contentType).to.equal('application/pdf');
    expect(server.received[0]?.headers.authorization).to.match(/^Basic /);
  });

  it('is fetched without them from where it is redirected to', async () => {
    server = await serve(({ path }): Reply =>
      path === '/resume/1'
        ? { status: 302, headers: { location: '/elsewhere' }, json: {} }
        : { text: 'file' },
    );
    await open().fetchFile({ path: 'resume/1' }, limits);
    const [, second] = server.received;
    expect(second?.path).to.equal('/elsewhere');
    expect(second?.headers.authorization).to.equal(undefined);
  });

  it('is refused when it is too large, missing or not allowed', async () => {
    server = await serve(() => ({ text: 'x'.repeat(2_000) }));
    expect(await failureOf(open().fetchFile({ path: 'a' }, limits))).to.include({
      code: 'response_too_large',
    });
    server.answer = () => ({ status: 404, json: { message: 'no file' } });
    expect(await failureOf(open().fetchFile({ path: 'a' }, limits))).to.include({ code: 'not_found' });
    server.answer = () => ({ status: 401, json: {} });
    expect(await failureOf(open().fetchFile({ path: 'a' }, limits))).to.include({ code: 'unauthorized' });
  });
});
