import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import {
  closeConnections,
  openClient,
  RateLimitedError,
  RetryableError,
  type Host,
  type HttpExchange,
  type ProviderApi,
  type RateLimitSigns,
} from '../../../src/index.js';
import { failureOf } from '../../support/errors.js';
import { cleanUp, serve, type TestServer } from '../../support/server.js';

const SECRET = 'ask_0123456789abcdef';

const api: ProviderApi<{ auth: string }> = {
  provider: 'acme',
  name: 'Acme',
  credentialsPath: 'connectorAuth.auth',
  baseUrl: 'https://api.acme.invalid',
  baseUrlVariable: 'ACME_API_URL',
  version: 'v1',
  authenticate: ({ auth }) => ({ headers: { 'x-api-key': auth } }),
};

describe('a client', () => {
  let server: TestServer;
  cleanUp(closeConnections);
  beforeEach(async () => {
    server = await serve();
  });

  const open = (more: Partial<ProviderApi<{ auth: string }>> = {}, host: Host = {}, auth = SECRET) =>
    openClient({ ...api, ...more }, { auth }, { baseUrls: { ACME_API_URL: server.url }, ...host });
  const get = (client = open()) => client.send({ method: 'GET', path: 'things' });

  it('puts the version after a base URL with a path prefix', async () => {
    await get(open({}, { baseUrls: { ACME_API_URL: `${server.url}/acme/` } }));
    expect(server.received[0]?.path).to.equal('/acme/v1/things');
  });

  it('needs no version', async () => {
    await get(open({ version: '' }));
    expect(server.received[0]?.path).to.equal('/things');
  });

  it('refuses a base URL that is none', () => {
    for (const bad of ['acme.com', 'ftp://acme.com', 'https://user:pw@acme.com', 'https://acme.com?x=1']) {
      expect(() => open({}, { baseUrls: { ACME_API_URL: bad } }), bad).to.throw(
        'ACME_API_URL is not a base URL',
      );
    }
  });

  it('sends booleans as true and false, and leaves out what is not set', async () => {
    const query = { a: true, b: false, c: null, d: undefined, e: 5, f: '2026-01-01T00:00:00+02:00' };
    await open().send({ method: 'GET', path: 'things', query });
    expect(server.received[0]?.query.toString()).to.equal(
      'a=true&b=false&e=5&f=2026-01-01T00%3A00%3A00%2B02%3A00',
    );
  });

  it('adds credentials that go into the query to a query given as text', async () => {
    const client = open({ authenticate: ({ auth }) => ({ query: { apikey: auth } }) });
    await client.send({ method: 'GET', path: 'things', query: 'page=2' });
    expect(server.received[0]?.query.toString()).to.equal(`page=2&apikey=${SECRET}`);
  });

  it('asks for JSON, without compression, and sends credentials', async () => {
    await get();
    const { headers } = server.received[0]!;
    expect(headers).to.include({ accept: 'application/json', 'x-api-key': SECRET });
    expect(headers).to.not.have.any.keys('accept-encoding', 'content-type');
  });

  it('sends JSON and returns what came back, unicode included', async () => {
    server.answer = ({ text }) => ({
      status: 201,
      json: { echo: JSON.parse(Buffer.from(text, 'latin1').toString()) },
    });
    const answer = await open().send({ method: 'PUT', path: 'things', json: { name: 'Zoë 🦊' } });
    expect(answer.status).to.equal(201);
    expect(answer.body).to.deep.equal({ echo: { name: 'Zoë 🦊' } });
    expect(server.received[0]?.headers['content-type']).to.equal('application/json');
  });

  it('sends a form with a file', async () => {
    const form = new FormData();
    form.set('reference', '42');
    form.set('file', new Blob(['%PDF'], { type: 'application/pdf' }), 'cv.pdf');
    await open().send({ method: 'POST', path: 'files', form });
    expect(server.received[0]?.headers['content-type']).to.match(/^multipart\/form-data; boundary=/);
    expect(server.received[0]?.text).to.match(/name="reference"\r\n\r\n42[^]*filename="cv.pdf"[^]*%PDF/);
  });

  it('joins a header that was sent several times', async () => {
    server.answer = () => ({ json: [], headers: { link: ['<a>; rel="prev"', '<b>; rel="next"'] } });
    expect((await get()).headers['link']).to.equal('<a>; rel="prev", <b>; rel="next"');
  });

  it('takes an answer without a body for null', async () => {
    server.answer = () => (response) => void response.writeHead(204).end();
    expect(await get()).to.include({ status: 204, body: null });
  });

  it('reads an answer that starts with a byte order mark', async () => {
    server.answer = () => ({ text: '\uFEFF{"a":1}' });
    expect((await get()).body).to.deep.equal({ a: 1 });
  });

  it('waits for the limiter before it asks', async () => {
    const asked: number[] = [];
    const limiter = {
      acquire: async (policy?: { requests: number }) => {
        asked.push(policy?.requests ?? 0, server.received.length);
      },
    };
    await get(open({ rateLimit: { requests: 50, perMs: 10_000 } }, { limiter }));
    expect(asked).to.deep.equal([50, 0]);
  });

  it('tells the limiter what answers say about the limit, good and bad, and nothing of others', async () => {
    const observed: RateLimitSigns[] = [];
    const limiter = {
      acquire: () => undefined,
      observe: (signs: RateLimitSigns) => void observed.push(signs),
    };
    const policy = { rateLimit: { requests: 50, perMs: 10_000 } };
    const answers: [status: number, headers: Record<string, string>][] = [
      [200, {}],
      [200, { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '49' }],
      [200, { 'x-ratelimit-limit': '20' }],
      [200, { 'x-ratelimit-limit': 'plenty', 'x-ratelimit-remaining': '0' }],
      [200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7' }],
      [200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '20000' }],
      [500, {}],
      [429, { 'retry-after': '3', 'x-ratelimit-limit': '20' }],
      [503, { 'retry-after': '4' }],
    ];
    for (const [status, headers] of answers) {
      server.answer = () => ({ status, headers, json: {} });
      await get(open(policy, { limiter })).catch(() => undefined);
    }
    const hour = 3_600_000;
    expect(observed).to.deep.equal([
      { requests: 20 },
      { waitMs: 7_000 },
      { waitMs: hour },
      { requests: 20, waitMs: 3_000 },
      { waitMs: 4_000 },
    ]);
  });

  it('reports each exchange, whether an answer came or not', async () => {
    const exchanges: HttpExchange[] = [];
    const onExchange = (exchange: HttpExchange) => void exchanges.push(exchange);
    await get(open({}, { onExchange }));
    server.answer = () => (response) => void response.destroy();
    await failureOf(get(open({}, { onExchange })));
    expect(exchanges.map(({ provider, method, outcome }) => [provider, method, outcome])).to.deep.equal([
      ['acme', 'GET', 200],
      ['acme', 'GET', 'UND_ERR_SOCKET'],
    ]);
    expect(exchanges[0]?.durationMs).to.be.above(0);
  });

  it('does not follow redirects', async () => {
    server.answer = () => ({ status: 302, headers: { location: `${server.url}/elsewhere` }, json: {} });
    expect(await failureOf(get())).to.include({ code: 'unexpected_redirect', recovery: 'configure' });
    expect(server.received).to.have.length(1);
  });

  it('keeps up with many requests over a few connections', async () => {
    server.answer = ({ query }) => ({ json: Number(query.get('n')) });
    const client = open({}, { maxConnections: 2 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => client.send({ method: 'GET', path: 'things', query: { n } })),
    );
    expect(answers.map(({ body }) => body)).to.deep.equal(Array.from({ length: 50 }, (_, n) => n));
    expect(new Set(server.received.map(({ headers }) => headers.host)).size).to.equal(1);
  });

  describe('when the answer is an error', () => {
    it("maps the status and keeps the engineer's view apart", async () => {
      server.answer = () => ({ status: 422, json: { message: 'No email' } });
      const error = await failureOf(
        open().send({ method: 'PUT', path: 'things/7', query: { token: 'abc' }, json: {} }),
      );
      expect(error).to.include({
        recovery: 'reject',
        code: 'unprocessable',
        message: 'Acme rejected the data (422): No email.',
        detail: 'PUT things/7: 422 {"message":"No email"}',
      });
    });

    it('reads Retry-After by the clock of the sender', async () => {
      const headers = {
        date: 'Sun, 01 Mar 2026 10:00:00 GMT',
        'retry-after': 'Sun, 01 Mar 2026 10:00:04 GMT',
      };
      server.answer = () => ({ status: 429, headers, json: {} });
      expect(await failureOf(get()))
        .to.be.instanceOf(RateLimitedError)
        .with.property('retryAfterMs', 4_000);
    });

    it('asks the API for its own reading first', async () => {
      server.answer = () => ({ status: 400, json: { message: 'busy' } });
      const interpret: ProviderApi<unknown>['interpret'] = ({ status, body, detail }) =>
        status === 400 && (body as { message: string }).message === 'busy'
          ? new RetryableError('Acme is busy.', { code: 'busy', detail })
          : undefined;
      expect(await failureOf(get(open({ interpret })))).to.include({ code: 'busy', recovery: 'retry' });
    });

    it('believes the status that an API hides in the body', async () => {
      server.answer = () => ({ json: { code: 502 } });
      const statusOf = (_: number, body: unknown) => (body as { code: number }).code;
      expect(await failureOf(get(open({ statusOf })))).to.include({
        code: 'server_error',
        recovery: 'retry',
      });
    });

    it('shows a credential neither in the message nor in the detail, even when the answer quotes it', async () => {
      server.answer = () => ({ status: 422, json: { message: `Invalid secret key: ${SECRET} for write` } });
      const error = await failureOf(open().send({ method: 'GET', path: 'things', query: { key: SECRET } }));
      expect([error.message, error.detail, String(error.cause)].join()).to.not.include(SECRET);
      expect(error.detail).to.include('Invalid secret key: [secret] for write');
    });

    it('quotes at most 300 characters of an answer', async () => {
      server.answer = () => ({ status: 500, text: 'x'.repeat(5_000) });
      expect((await failureOf(get())).detail).to.have.length('GET things: 500 '.length + 300);
    });
  });

  describe('when there is no proper answer', () => {
    it('takes HTML with a 200 for a passing trouble', async () => {
      server.answer = () => ({ text: '<html>maintenance</html>' });
      expect(await failureOf(get())).to.include({ code: 'invalid_answer', recovery: 'retry' });
    });

    it('takes JSON that was cut short for a passing trouble, and quotes nobody in it', async () => {
      server.answer = () => ({ text: '[{"first_name":"Ada","last_na' });
      const error = await failureOf(get());
      expect(error).to.include({ code: 'invalid_answer', recovery: 'retry' });
      expect(error.detail).to.equal('GET things: 200 text/html, 29 bytes');
    });

    it('notices a body that ends before its announced length', async () => {
      server.answer = () => (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('[1,2');
        setImmediate(() => response.destroy());
      };
      expect(await failureOf(get())).to.include({ code: 'connection_reset', recovery: 'retry' });
    });

    it('retries a connection that was dropped', async () => {
      server.answer = () => (response) => void response.destroy();
      expect(await failureOf(get())).to.include({ code: 'connection_reset', recovery: 'retry' });
    });

    it('retries a connection that was refused', async () => {
      const error = await failureOf(get(open({}, { baseUrls: { ACME_API_URL: 'http://127.0.0.1:1' } })));
      expect(error).to.include({
        code: 'connection_refused',
        recovery: 'retry',
        message: 'Acme refused the connection.',
      });
    });

    it('retries a host name that does not resolve', async () => {
      const error = await failureOf(get(open({}, { baseUrls: { ACME_API_URL: 'http://acme.invalid' } })));
      expect(error).to.include({ code: 'host_not_found', recovery: 'retry' });
    });

    it('gives up on an answer that does not come', async () => {
      server.answer = () => () => undefined;
      const request = open().send({ method: 'GET', path: 'things', timeoutMs: 30 });
      expect(await failureOf(request)).to.include({ code: 'timeout', recovery: 'retry' });
    });

    it('gives up on an answer that trickles in for ever', async () => {
      const writers = new Set<NodeJS.Timeout>();
      server.answer = () => (response) => {
        response.writeHead(200);
        writers.add(setInterval(() => response.write(' '), 5));
      };
      const request = open().send({ method: 'GET', path: 'things', timeoutMs: 60 });
      expect(await failureOf(request)).to.include({ code: 'timeout' });
      for (const writer of writers) clearInterval(writer);
    });

    it('gives up on a request that still waits for a connection', async () => {
      server.answer = () => () => undefined;
      const client = open({}, { maxConnections: 1 });
      const first = failureOf(client.send({ method: 'GET', path: 'a', timeoutMs: 80 }));
      const queued = failureOf(client.send({ method: 'GET', path: 'b', timeoutMs: 30 }));
      expect(await queued).to.include({ code: 'timeout' });
      await first;
    });

    it('stops reading an answer that is too large, announced or not', async () => {
      for (const headers of [{ 'content-length': '5000' }, {}]) {
        server.answer = () => (response) => {
          response.writeHead(200, headers);
          response.end('x'.repeat(5000));
        };
        const error = await failureOf(get(open({ maxBodyBytes: 1000 })));
        expect(error).to.include({ code: 'response_too_large', recovery: 'reject' });
      }
    });

    it('takes something that is not HTTP for a passing trouble', async () => {
      const sockets = new Set<Socket>();
      const garbage = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.6\r\n\r\n'));
      });
      await new Promise<void>((resolve) => garbage.listen(0, '127.0.0.1', resolve));
      const { port } = garbage.address() as AddressInfo;
      const error = await failureOf(
        get(open({}, { baseUrls: { ACME_API_URL: `http://127.0.0.1:${port}` } })),
      );
      expect(error).to.include({ code: 'invalid_answer', recovery: 'retry' });
      for (const socket of sockets) socket.destroy();
      garbage.close();
    });

    it('blames the configuration when a key can not be written into a header', async () => {
      const error = await failureOf(get(open({}, {}, 'ask_abc\ndef')));
      expect(error).to.include({ code: 'invalid_request', recovery: 'configure' });
      expect(`${error.message} ${error.detail}`).to.not.include('ask_abc');
    });
  });

  describe('when the process stops', () => {
    it('ends requests in flight at once, as retryable', async () => {
      const stop = new AbortController();
      server.answer = () => () => stop.abort();
      expect(await failureOf(get(open({}, { signal: stop.signal })))).to.include({
        code: 'stopped',
        recovery: 'retry',
      });
    });

    it('sends nothing any more', async () => {
      const error = await failureOf(get(open({}, { signal: AbortSignal.abort() })));
      expect(error).to.include({ code: 'stopped' });
      expect(server.received).to.have.length(0);
    });

    it('ends a wait', async () => {
      const stop = new AbortController();
      const waiting = failureOf(open({}, { signal: stop.signal }).sleep(60_000));
      stop.abort();
      expect(await waiting).to.include({ code: 'stopped', recovery: 'retry' });
    });

    it('fails requests in flight as retryable when connections are closed, and opens new ones afterwards', async () => {
      server.answer = () => () => void closeConnections();
      const client = open();
      expect(await failureOf(get(client))).to.include({ recovery: 'retry' });
      server.answer = () => ({ json: 'again' });
      expect((await get(client)).body).to.equal('again');
    });
  });
});
