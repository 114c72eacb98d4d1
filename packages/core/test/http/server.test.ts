import { expect } from 'chai';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../src/http/index.js';
import { RedisPulse } from '../../src/redis/health.js';
import { rejection, withClient, withFolder, withRedis } from '../redis/fixture.js';

describe('the HTTP server', function () {
  this.timeout(30_000);

  it('says that it is alive, whatever the checks say', () =>
    withServer({ checks: { redis: () => Promise.reject(new Error('away')) } }, async ({ url }) => {
      const response = await fetch(`${url}/healthz`);
      expect(response.status).to.equal(200);
      expect(await response.json()).to.deep.equal({ status: 'ok' });
      expect(response.headers.get('x-powered-by')).to.equal(null);
    }));

  it('waits for no client that says what it wants a byte at a time, and for its body as little', () =>
    withServer({ patience: { headersMs: 200, requestMs: 400, checkMs: 50 } }, async ({ port }) => {
      for (const [sent, more] of [
        ['GET /healthz HTTP/1.1\r\nHost: a\r\n', 'x'],
        ['POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n', 'y'],
      ] as const) {
        const socket = connect({ host: '127.0.0.1', port });
        socket.write(sent);
        const dripping = setInterval(() => socket.write(more), 20);
        let answer = '';
        socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
        socket.on('error', () => undefined);
        await once(socket, 'close');
        clearInterval(dripping);
        expect(answer).to.match(/^HTTP\/1\.1 (408|404)/);
      }
    }));

  it('is ready when every check passes', () =>
    withServer({ checks: { one: async () => {}, two: async () => {} } }, async ({ url }) => {
      const response = await fetch(`${url}/readyz`);
      expect(response.status).to.equal(200);
      expect(await response.json()).to.deep.equal({ status: 'ready' });
    }));

  it('names the check that failed, and not why', () =>
    withServer(
      { checks: { fine: async () => {}, redis: () => Promise.reject(new Error('secret host')) } },
      async ({ url }) => {
        const response = await fetch(`${url}/readyz`);
        expect(response.status).to.equal(503);
        expect(await response.json()).to.deep.equal({ status: 'unready', failed: ['redis'] });
      },
    ));

  it('gives a check that hangs 2 s, and doesn’t start it again meanwhile', async () => {
    let started = 0;
    const hang = (): Promise<void> => {
      started += 1;
      return new Promise(() => {});
    };
    await withServer({ checks: { hang } }, async ({ url }) => {
      const startedAt = Date.now();
      const responses = await Promise.all([fetch(`${url}/readyz`), fetch(`${url}/readyz`)]);
      expect(responses.map(({ status }) => status)).to.deep.equal([503, 503]);
      expect(Date.now() - startedAt).to.be.within(1_900, 5_000);
      expect(started).to.equal(1);
    });
  });

  it('is not ready while Redis answers PING and refuses writes', () =>
    withFolder((dataDir) =>
      withRedis(dataDir, (redis) =>
        withClient(redis.url, (client) =>
          withServer({ checks: { redis: new RedisPulse(client, '{test}').beat } }, async ({ url }) => {
            expect((await fetch(`${url}/readyz`)).status).to.equal(200);
            expect(await client.ttl('{test}:readiness-probe')).to.be.within(1, 60);
            await client.config('SET', 'maxmemory', '1');
            expect(await client.ping()).to.equal('PONG');
            expect((await fetch(`${url}/readyz`)).status).to.equal(503);
          }),
        ),
      ),
    ));

  it('serves metrics with the content type of Prometheus', async () => {
    const registry = new Registry();
    new Counter({ name: 'hrflow_sync_test_total', help: 'Test.', registers: [registry] }).inc();
    await withServer({ registry }, async ({ url }) => {
      const response = await fetch(`${url}/metrics`);
      expect(response.headers.get('content-type')).to.equal(registry.contentType);
      expect(await response.text()).to.contain('hrflow_sync_test_total 1');
    });
  });

  it('says which variable to change when the port is taken', () =>
    withServer({}, async ({ port }) => {
      const error = await rejection(
        startHttpServer({ port, host: '127.0.0.1', portVariable: 'METRICS_PORT' }),
      );
      expect(error).to.include({ code: 'port_in_use', path: 'METRICS_PORT' });
      expect(error.message).to.contain(`${port}`).and.contain('METRICS_PORT');
    }));

  it('says so when the address isn’t this machine’s', async () => {
    const error = await rejection(startHttpServer({ port: 0, host: '203.0.113.1' }));
    expect(error).to.have.property('code', 'host_unknown');
  });

  it('tells an error of a route to us and not to the client', async () => {
    const errors: unknown[] = [];
    const options: Partial<HttpServerOptions> = {
      onError: (error) => errors.push(error),
      routes: (app) => {
        app.get('/broken', () => {
          throw new Error('a secret');
        });
      },
    };
    await withServer(options, async ({ url }) => {
      const response = await fetch(`${url}/broken`);
      expect(response.status).to.equal(500);
      expect(await response.text()).not.to.contain('secret');
      expect(errors).to.have.length(1);
      expect((await fetch(`${url}/%zz`)).status).to.equal(404);
      expect((await fetch(`${url}/none`)).status).to.equal(404);
    });
  });

  it('closes with a request that never ends still open', async () => {
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const server = await startHttpServer({
      port: 0,
      host: '127.0.0.1',
      closeGraceMs: 50,
      routes: (app) => void app.get('/hang', () => arrived()),
    });
    const open = request(`${server.url}/hang`).end();
    const cut = once(open, 'error');
    await arrival;
    await server.close();
    expect((await cut)[0]).to.have.property('code', 'ECONNRESET');
  });
});

async function withServer(
  options: Partial<HttpServerOptions>,
  action: (server: HttpServer) => Promise<void>,
): Promise<void> {
  const server = await startHttpServer({ port: 0, host: '127.0.0.1', ...options });
  try {
    await action(server);
  } finally {
    await server.close();
  }
}
