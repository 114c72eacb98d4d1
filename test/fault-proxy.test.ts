import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { startFaultProxy, type FaultProxy, type NetworkMode } from './support/fault-proxy.js';
import { until } from './support/until.js';

describe('the fault proxy', () => {
  let echo: Server;
  let proxy: FaultProxy;
  let clients: Socket[];
  let heard: string;

  beforeEach(async () => {
    heard = '';
    clients = [];
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
        socket.write(chunk);
      });
    });
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    const address = echo.address();
    proxy = await startFaultProxy({ port: typeof address === 'object' && address ? address.port : 0 });
  });

  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  interface Client {
    readonly socket: Socket;
    readonly said: () => string;
    readonly chunks: () => number;
  }

  async function open(): Promise<Client> {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    clients.push(socket);
    let said = '';
    let chunks = 0;
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      chunks += 1;
    });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, said: () => said, chunks: () => chunks };
  }

  const echoed = (client: Client, text: string): Promise<boolean> =>
    until(async () => client.said() === text);

  for (const mode of [
    { kind: 'pass' },
    { kind: 'slice', bytes: 3 },
    { kind: 'bandwidth', bytesPerSecond: 1_000_000 },
    { kind: 'latency', ms: 5, jitterMs: 5 },
  ] satisfies NetworkMode[]) {
    it(`delivers every byte in order in mode ${mode.kind}`, async () => {
      proxy.set(mode);
      const text = 'the quick brown fox '.repeat(500);
      const client = await open();
      client.socket.write(text);
      await echoed(client, text);
    });
  }

  it('delays what passes by its latency, both ways', async () => {
    proxy.set({ kind: 'latency', ms: 60 });
    const client = await open();
    const start = Date.now();
    client.socket.write('x');
    await echoed(client, 'x');
    expect(Date.now() - start).to.be.at.least(118);
  });

  it('swallows both directions of open connections without ending them, and lets new ones pass', async () => {
    const stuck = await open();
    stuck.socket.write('a');
    await echoed(stuck, 'a');
    proxy.setOpen({ kind: 'black-hole' });
    stuck.socket.write('b');
    const fresh = await open();
    fresh.socket.write('c');
    await echoed(fresh, 'c');
    expect(heard).to.equal('ac');
    expect(stuck.said()).to.equal('a');
    expect(stuck.socket.readyState).to.equal('open');
  });

  it('swallows only the answers when told so', async () => {
    const client = await open();
    client.socket.write('a');
    await echoed(client, 'a');
    proxy.setOpen({ kind: 'black-hole', direction: 'down' });
    client.socket.write('b');
    await until(async () => heard === 'ab');
    expect(client.said()).to.equal('a');
  });

  it('resets open and new connections', async () => {
    const client = await open();
    client.socket.write('a');
    await echoed(client, 'a');
    const errors: string[] = [];
    client.socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
    proxy.set({ kind: 'reset' });
    await until(async () => client.socket.destroyed);
    expect(errors).to.deep.equal(['ECONNRESET']);
    const late = await open().catch((error: NodeJS.ErrnoException) => error.code);
    if (typeof late === 'object') await until(async () => late.socket.destroyed);
    else expect(late).to.equal('ECONNRESET');
  });

  it('ends a connection after so many bytes of answers', async () => {
    proxy.set({ kind: 'truncate', bytes: 4 });
    const client = await open();
    const ended = once(client.socket, 'end');
    client.socket.write('abcdefgh');
    await ended;
    expect(client.said()).to.equal('abcd');
  });

  it('leaves nothing open when it closes over a connection that was swallowed', async () => {
    const client = await open();
    client.socket.write('a');
    await echoed(client, 'a');
    proxy.set({ kind: 'black-hole' });
    client.socket.write('b');
    await proxy.close();
    expect(proxy.links).to.equal(0);
  });
});
