import { expect } from 'chai';
import { connect, type Socket } from 'node:net';
import { type HttpServer, type HttpServerOptions, startHttpServer } from '../../src/http/index.js';
import { until } from '../../../../test/support/until.js';

const HEADERS = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
];

describe('a server and clients that mean it no good', () => {
  let server: HttpServer;
  let sockets: Socket[];

  const start = async (options: Partial<HttpServerOptions> = {}): Promise<void> => {
    sockets = [];
    server = await startHttpServer({ port: 0, host: '127.0.0.1', ...options });
  };
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  /** A connection, and what it is told before it is closed. */
  const open = async (says = ''): Promise<{ socket: Socket; heard: Promise<string> }> => {
    const socket = connect({ host: '127.0.0.1', port: server.port });
    sockets.push(socket);
    socket.on('error', () => undefined);
    let told = '';
    socket.setEncoding('utf8').on('data', (text: string) => (told += text));
    const heard = new Promise<string>((resolve) => socket.on('close', () => resolve(told)));
    // One that is turned away at once may be closed before it was open.
    await Promise.race([heard, new Promise((resolve) => socket.once('connect', resolve))]);
    if (says !== '') socket.write(says);
    return { socket, heard };
  };
  const isServed = async (): Promise<boolean> => (await fetch(`${server.url}/healthz`)).status === 200;

  it('cuts off who says nothing, who is slow with headers and who is slow with a body, and serves others meanwhile', async () => {
    await start({
      patience: { headersMs: 300, requestMs: 600, checkMs: 50 },
      routes: (app) =>
        void app.post('/slow', (request, response) => {
          request.resume().on('end', () => void response.end('all of it'));
        }),
    });
    const slow = await Promise.all(
      Array.from({ length: 90 }, async (_, index) => {
        if (index % 3 === 0) return open();
        if (index % 3 === 1) return open('GET /healthz HTTP/1.1\r\nHost: a\r\n');
        return open('POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n');
      }),
    );
    const dripping = setInterval(() => slow.forEach(({ socket }, at) => at % 3 > 0 && socket.write('x')), 20);
    const started = performance.now();
    for (let request = 0; request < 10; request++) expect(await isServed()).to.equal(true);
    expect(performance.now() - started).to.be.below(1_000);
    const told = await Promise.all(slow.map(({ heard }) => heard));
    clearInterval(dripping);
    // To a connection that never began a request there is nothing to answer.
    expect(told.every((text) => text === '' || text.startsWith('HTTP/1.1 408'))).to.equal(true);
    expect(told.filter((text) => text.startsWith('HTTP/1.1 408')).length).to.be.at.least(60);
    expect(await isServed()).to.equal(true);
  });

  it('cuts off who reads no answer', async () => {
    await start({
      patience: { silenceMs: 300 },
      routes: (app) => void app.get('/large', (_request, response) => void response.end(Buffer.alloc(64e6))),
    });
    const { socket } = await open('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
    socket.pause();
    await until(async () => !(await isOpen(socket)));
    expect(await isServed()).to.equal(true);
  });

  it('takes so many connections and no more, and goes on as soon as one is closed', async () => {
    await start({ mostConnections: 5 });
    const first = await Promise.all(Array.from({ length: 5 }, () => open()));
    const { heard } = await open('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await heard).to.equal('');
    first[0]?.socket.destroy();
    const { heard: answer } = await until(async () => {
      const next = await open('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      return (await next.heard) === '' ? undefined : next;
    });
    expect(await answer).to.match(/^HTTP\/1\.1 200/);
  });

  for (const [name, says, status] of [
    ['no HTTP', 'hello there\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a header with a NUL', 'GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n', 400],
    ['too long headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['an expectation', 'GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: the-unexpected\r\n\r\n', 417],
    ['an unknown page', 'GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
    ['a broken escape', 'GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
  ] as const) {
    it(`answers ${name} with ${status}, its headers, and nothing about itself`, async () => {
      await start();
      const { heard } = await open(says);
      const answer = (await heard).toLowerCase();
      expect(answer).to.match(new RegExp(`^http/1\\.1 ${status}`));
      for (const header of HEADERS) expect(answer, header).to.contain(`${header}: `);
      expect(answer).not.to.match(/^(server|x-powered-by|via):/m);
      expect(answer).not.to.contain('node').and.not.contain('express');
    });
  }

  it('says nothing about itself in an error either', async () => {
    await start({
      onError: () => undefined,
      routes: (app) =>
        void app.get('/broken', () => {
          throw new Error('secret');
        }),
    });
    const { status, headers } = await fetch(`${server.url}/broken`);
    expect(status).to.equal(500);
    for (const header of HEADERS) expect(headers.get(header), header).to.be.a('string');
    expect(headers.get('server') ?? headers.get('x-powered-by')).to.equal(null);
  });
});

/** Whether the other side still holds a paused connection: a write to one that was reset fails. */
function isOpen(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve(false);
    socket.write('x', (error) => resolve(!error));
  });
}
