import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  greenhouseApi,
  greenhouseCandidates,
  GreenhouseCandidatesParameters,
  openClient,
  type Host,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUp, serve, type TestServer } from '../support/server.js';

const ALL = GreenhouseCandidatesParameters.parse({});
const DATE = 'Sun, 01 Mar 2026 10:00:00 GMT';

describe('reading candidates from Greenhouse', () => {
  let server: TestServer;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve(() => ({ json: [{ id: 1 }] }));
  });
  const pull = (parameters: object = {}, cursor: string | null = null, host: Host = {}) => {
    const baseUrls = { GREENHOUSE_API_URL: `${server.url}/greenhouse` };
    const client = openClient(greenhouseApi, { auth: 'key' }, { baseUrls, ...host });
    return greenhouseCandidates.pull(client, GreenhouseCandidatesParameters.parse(parameters), cursor);
  };
  const linking = (...links: string[]) => {
    const headers: Record<string, string> = links.length > 0 ? { link: links.join(',') } : {};
    server.answer = () => ({ json: [{ id: 1 }], headers });
  };

  it('asks for pages of 500 with the key as user name and no password', async () => {
    await pull();
    const { path, query, headers } = server.received[0]!;
    expect(`${path}?${query}`).to.equal('/greenhouse/v1/candidates?per_page=500');
    expect(headers.authorization).to.equal(`Basic ${Buffer.from('key:').toString('base64')}`);
  });

  it('passes the parameters on as they are, booleans as true and false', async () => {
    await pull({
      skip_count: true,
      created_before: '2026-02-01',
      updated_after: '2026-01-01T00:00:00+02:00',
      job_id: '149995',
      email: 'ada+x@example.com',
      candidate_ids: '1, 2,3',
    });
    expect(Object.fromEntries(server.received[0]!.query)).to.deep.equal({
      per_page: '500',
      skip_count: 'true',
      created_before: '2026-02-01',
      updated_after: '2026-01-01T00:00:00+02:00',
      job_id: '149995',
      email: 'ada+x@example.com',
      candidate_ids: '1,2,3',
    });
  });

  it('goes on at the next link, by its query string alone', async () => {
    linking('<https://harvest.greenhouse.io/v1/candidates?page=2&per_page=500&x=a%2Bb>; rel="next"');
    const page = await pull();
    expect(page.next).to.equal('page=2&per_page=500&x=a%2Bb');
    linking();
    await pull({ job_id: '7' }, page.next);
    expect(server.received[1]?.path).to.equal('/greenhouse/v1/candidates');
    expect(server.received[1]?.query.toString()).to.equal('page=2&per_page=500&x=a%2Bb');
  });

  it('sends credentials nowhere else, even if a link says so', async () => {
    linking('<https://evil.example.com/v1/candidates?page=2>; rel="next"');
    expect((await pull()).next).to.equal('page=2');
  });

  it('ends without a Link header, and with one that has no next', async () => {
    expect((await pull()).next).to.equal(null);
    linking('<https://harvest.greenhouse.io/v1/candidates?page=1>; rel="prev"');
    expect((await pull()).next).to.equal(null);
  });

  it('takes an empty page for what it is', async () => {
    server.answer = () => ({ json: [] });
    expect(await pull()).to.deep.include({ items: [], next: null });
  });

  for (const [name, json] of Object.entries({
    'an object around the list': { candidates: [] },
    'one candidate without a list': { id: 1 },
    'no body at all': undefined,
    'a text': 'none',
  })) {
    it(`does not take ${name} for an empty page`, async () => {
      server.answer = () => ({ json });
      expect(await failureOf(pull())).to.include({ code: 'unexpected_answer', recovery: 'retry' });
    });
  }

  it('does not read the same page for ever', async () => {
    linking('<https://harvest.greenhouse.io/v1/candidates?page=2>; rel="next"');
    expect(await failureOf(pull({}, 'page=2'))).to.include({ code: 'cursor_repeated' });
  });

  for (const target of [
    'https://harvest.greenhouse.io/v1/jobs?page=2',
    'https://harvest.greenhouse.io/v1/candidates',
    'http://[',
  ]) {
    it(`does not follow ${target}`, async () => {
      linking(`<${target}>; rel="next"`);
      expect(await failureOf(pull())).to.include({ code: 'unexpected_next_link' });
    });
  }

  it('names the field when the key is refused', async () => {
    server.answer = () => ({ status: 401, json: { message: 'Invalid Basic Auth credentials' } });
    expect(await failureOf(pull())).to.include({
      code: 'unauthorized',
      path: 'connectorAuth.auth',
      message: 'Greenhouse refused the credentials (401). Check connectorAuth.auth.',
    });
  });

  it('waits as long as a rate limit says, or one window of ten seconds', async () => {
    server.answer = () => ({ status: 429, headers: { 'retry-after': '4' }, json: {} });
    expect(await failureOf(pull())).to.include({ recovery: 'wait', retryAfterMs: 4_000 });
    server.answer = () => ({ status: 429, json: {} });
    expect(await failureOf(pull())).to.include({ recovery: 'wait', retryAfterMs: 10_000 });
  });

  it('identifies a candidate by its id, and survives what is none', () => {
    expect(greenhouseCandidates.identify({ id: 53883394 })).to.equal('53883394');
    expect(greenhouseCandidates.identify({} as never)).to.equal(undefined);
    expect(greenhouseCandidates.identify(null as never)).to.equal(undefined);
  });

  describe('incrementally', () => {
    const dated = () => {
      server.answer = () => ({ json: [], headers: { date: DATE } });
    };

    it("dates the token by Greenhouse's clock, five minutes before the read", async () => {
      dated();
      expect((await pull({}, null, { now: () => 0 })).token).to.equal('2026-03-01T09:55:00.000Z');
    });

    it('dates it by our clock when Greenhouse sends no date', async () => {
      server.answer = () => (response) => {
        response.sendDate = false;
        response.end('[]');
      };
      const now = () => Date.parse('2026-03-01T12:00:00Z');
      expect((await pull({}, null, { now })).token).to.equal('2026-03-01T11:55:00.000Z');
    });

    it('gives a token on the first page only', async () => {
      dated();
      expect(await pull({}, 'page=2')).to.not.have.property('token');
    });

    it('never lets the token go beyond what updated_before let it see', async () => {
      dated();
      expect((await pull({ updated_before: '2026-01-01T00:00:00Z' })).token).to.equal(
        '2026-01-01T00:00:00.000Z',
      );
    });

    it("goes on from the token, or from the user's filter when that is later", () => {
      const incremental = greenhouseCandidates.incremental!;
      const after = (updated_after: string | null) =>
        incremental.resume({ ...ALL, updated_after }, '2026-02-01T00:00:00Z').updated_after;
      expect(after(null)).to.equal('2026-02-01T00:00:00Z');
      expect(after('2025-12-31')).to.equal('2026-02-01T00:00:00Z');
      expect(after('2026-02-01T01:30:00+02:00')).to.equal('2026-02-01T00:00:00Z');
      expect(after('2026-02-02T00:00:00')).to.equal('2026-02-02T00:00:00');
    });

    it('knows which token is further', () => {
      const isAfter = (a: string, b: string) => greenhouseCandidates.incremental!.isAfter(a, b);
      expect(isAfter('2026-02-01T00:00:00Z', '2026-01-31T23:59:59.999Z')).to.equal(true);
      expect(isAfter('2026-02-01T00:00:00Z', '2026-02-01T00:00:00.000Z')).to.equal(false);
      expect(isAfter('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')).to.equal(false);
    });
  });
});

describe("the parameters of Greenhouse's candidates", () => {
  const issue = (parameters: object) => GreenhouseCandidatesParameters.safeParse(parameters).error?.issues[0];

  it('are those of hrflow-connectors, all null by default', () => {
    expect(ALL).to.deep.equal({
      skip_count: null,
      created_before: null,
      created_after: null,
      updated_before: null,
      updated_after: null,
      job_id: null,
      email: null,
      candidate_ids: null,
    });
    expect(GreenhouseCandidatesParameters.parse(ALL)).to.deep.equal(ALL);
  });

  it('each have a description', () => {
    for (const [name, schema] of Object.entries(GreenhouseCandidatesParameters.shape)) {
      expect(schema.description, name).to.be.a('string').and.not.equal('');
    }
  });

  it('take no unknown name', () => {
    expect(issue({ updated_afterr: '2026-01-01' })).to.deep.include({
      code: 'unrecognized_keys',
      keys: ['updated_afterr'],
    });
  });

  for (const good of [
    '2026-01-31',
    '2026-01-31T09:00:00Z',
    '2026-01-31T09:00:00.123Z',
    '2026-01-31T09:00:00+02:00',
    '2026-01-31T09:00',
  ]) {
    it(`take ${good} for a timestamp`, () => expect(issue({ updated_after: good })).to.equal(undefined));
  }
  for (const bad of ['yesterday', '31/01/2026', '2026-13-01', '2026-1-1', '1767225600', '']) {
    it(`name the field when given "${bad}" for a timestamp`, () => {
      expect(issue({ created_before: bad })).to.deep.include({
        path: ['created_before'],
        message: `expected a timestamp in ISO 8601 such as 2026-01-31T09:00:00Z, got "${bad}"`,
      });
    });
  }

  it('take at most 50 ids, separated by commas', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, n) => n + 1).join(',');
    expect(issue({ candidate_ids: ids(50) })).to.equal(undefined);
    expect(issue({ candidate_ids: ids(51) })?.message).to.equal('Greenhouse takes at most 50 ids');
    for (const bad of ['', 'a,b', '1;2', '1,', ',1', '1,,2']) {
      expect(issue({ candidate_ids: bad })?.message, bad).to.equal(
        'expected ids separated by commas, such as 123,456,789',
      );
    }
  });
});
