import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { expect } from 'chai';
import { Authority } from '../../../../test/support/certificates.js';
import { startRedisServer, tlsOnly, type RedisServerProcess } from '../../../../test/support/redis-server.js';
import { redisAccess, type RedisTls } from '../../src/redis/access.js';
import { connectRedis } from '../../src/redis/connection.js';
import { waitForRedis } from '../../src/redis/probe.js';
import type { UserError } from '../../src/errors.js';
import { rejection } from './fixture.js';

const PASSWORD = 'not-to-be-told-to-strangers';

/** Certificates and keys, as PEM. */
interface Papers {
  readonly ca: string;
  readonly strangersCa: string;
  readonly strangersKey: string;
  readonly cert: string;
  readonly key: string;
  readonly foreign: Required<Pick<RedisTls, 'cert' | 'key'>>;
}

describe('Redis over TLS', function () {
  this.timeout(30_000);

  let folder: string;
  let stranger: Authority;
  let papers: Papers;
  let server: RedisServerProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hrflow-sync-tls-'));
    const authority = await Authority.found(folder, 'authority');
    stranger = await Authority.found(folder, 'stranger');
    const its = await authority.issue('server', 'DNS:redis.internal,IP:127.0.0.1');
    const ours = await authority.issue('client', 'DNS:worker');
    const foreign = await stranger.issue('foreign-client', 'DNS:worker');
    const pem = (file: string): Promise<string> => readFile(file, 'utf8');
    papers = {
      ca: await pem(authority.cert),
      strangersCa: await pem(stranger.cert),
      strangersKey: await pem(stranger.key),
      cert: await pem(ours.cert),
      key: await pem(ours.key),
      foreign: { cert: await pem(foreign.cert), key: await pem(foreign.key) },
    };
    server = await startRedisServer(folder, (port) => tlsOnly(port, { its, authority, password: PASSWORD }));
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const urlOf = (port: number, scheme = 'rediss'): string => `${scheme}://:${PASSWORD}@127.0.0.1:${port}`;
  const reach = (tls: RedisTls): Promise<void> => waitForRedis({ url: urlOf(server.port), tls }, 5_000);

  it('reaches a server of a private authority that wants a certificate', async () => {
    const { ca, cert, key } = papers;
    await reach({ ca, cert, key });
    await reach({ ca, cert, key, servername: 'redis.internal' });
  });

  const REFUSED: readonly [string, (given: Papers) => RedisTls, code: string, path: string][] = [
    ['without a certificate', ({ ca }) => ({ ca }), 'redis_certificate_refused', 'REDIS_TLS_CERT'],
    [
      "with a certificate of an authority that isn't the server's",
      ({ ca, foreign }) => ({ ca, ...foreign }),
      'redis_certificate_refused',
      'REDIS_TLS_CERT',
    ],
    [
      'whose authority nobody named',
      ({ cert, key }) => ({ cert, key }),
      'redis_certificate_untrusted',
      'REDIS_TLS_CA',
    ],
    [
      'of another authority',
      ({ strangersCa, cert, key }) => ({ ca: strangersCa, cert, key }),
      'redis_certificate_untrusted',
      'REDIS_TLS_CA',
    ],
    [
      'of another name',
      ({ ca, cert, key }) => ({ ca, cert, key, servername: 'redis.example' }),
      'redis_certificate_untrusted',
      'REDIS_TLS_SERVERNAME',
    ],
  ];
  for (const [what, tls, code, path] of REFUSED) {
    it(`ends at once at a server ${what}`, async () => {
      const error = await rejection(reach(tls(papers)));
      expect(error).to.include({ code, path });
      expect(error.message).to.contain(path).and.to.contain(`127.0.0.1:${server.port}`);
      expect(error.message).not.to.contain(PASSWORD);
    });
  }

  it('and without it don’t go together, and the message says so', async () => {
    const plain = await rejection(waitForRedis(urlOf(server.port, 'redis'), 200));
    expect(plain).to.have.property('code', 'redis_unreachable');
    expect(plain.message).to.contain('Where it speaks TLS, REDIS_URL starts with rediss://');
    const other = await startRedisServer(folder, (port) => ({ port }));
    const encrypted = await rejection(waitForRedis(urlOf(other.port), 200));
    await other.stop();
    expect(encrypted).to.have.property('code', 'redis_unreachable');
    expect(encrypted.message).to.contain('Its tls-port');
  });

  it('tells an impostor nothing: no password, not a byte', async () => {
    const { cert, key } = await stranger.issue('impostor', 'IP:127.0.0.1');
    const heard: Buffer[] = [];
    const impostor = await listen({ cert: await readFile(cert), key: await readFile(key) }, heard);
    const address = impostor.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const error = await firstError({ url: urlOf(port), tls: { ca: papers.ca } });
    impostor.close();
    await once(impostor, 'close');
    expect(error).to.have.property('code', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(Buffer.concat(heard).toString()).to.equal('');
  });

  const WRONG: readonly [string, (given: Papers) => RedisTls & { url?: string | undefined }, RegExp][] = [
    ['a certificate without its key', ({ cert }) => ({ cert }), /^REDIS_TLS_CERT needs .* REDIS_TLS_KEY/],
    ['a key without its certificate', ({ key }) => ({ key }), /^REDIS_TLS_KEY needs .* REDIS_TLS_CERT/],
    [
      'the key of another',
      ({ cert, strangersKey: key }) => ({ cert, key }),
      /^REDIS_TLS_KEY is not the key of/,
    ],
    ['a key that is none', ({ cert }) => ({ cert, key: cert }), /^REDIS_TLS_KEY can't be used/],
    ['a key as a certificate', ({ key }) => ({ cert: key, key }), /^REDIS_TLS_CERT holds no certificate/],
    ['a key as an authority', ({ key }) => ({ ca: key }), /^REDIS_TLS_CA holds no certificate/],
    [
      'an authority that is cut short',
      ({ ca }) => ({ ca: ca.replace(/\n.*\n-----END/, '\n-----END') }),
      /^REDIS_TLS_CA holds a certificate that can't be read/,
    ],
    ['an authority without TLS', ({ ca }) => ({ ca, url: 'redis://h' }), /^REDIS_TLS_CA needs .* rediss:/],
    [
      'an authority without a server',
      ({ ca }) => ({ ca, url: undefined }),
      /^REDIS_TLS_CA is for .* not set/,
    ],
  ];
  for (const [what, given, says] of WRONG) {
    it(`refuses ${what}, and quotes nothing of it`, () => {
      const { url, ...tls } = { url: 'rediss://h', ...given(papers) };
      const error = thrown(() => redisAccess(url, tls));
      expect(error).to.have.property('code', 'redis_tls_invalid');
      expect(error.message).to.match(says).and.not.contain(papers.key.split('\n')[1]);
    });
  }

  it('takes several authorities, as where one follows the other', () => {
    const ca = `${papers.strangersCa}${papers.ca}`;
    expect(redisAccess('rediss://h', { ca })).to.deep.equal({ url: 'rediss://h', tls: { ca } });
    expect(redisAccess('redis://h', {})).to.deep.equal({ url: 'redis://h' });
    expect(redisAccess(undefined, {})).to.equal(undefined);
  });
});

/** What a connection fails with the first time. */
function firstError(access: { url: string; tls: RedisTls }): Promise<Error> {
  return new Promise((resolve) => {
    const onError = (error: Error): void => {
      redis.disconnect();
      resolve(error);
    };
    const redis = connectRedis(access, { role: 'worker', name: 'test', onError });
    void redis.ping().catch(() => undefined);
  });
}

function thrown(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('expected an error');
}

/** A server that shakes hands with anybody and keeps what it is told. */
async function listen(
  identity: { readonly cert: Buffer; readonly key: Buffer },
  heard: Buffer[],
): Promise<Server> {
  const server = createServer(identity, (socket) => socket.on('data', (bytes: Buffer) => heard.push(bytes)));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
