import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connectRedis, reconnectDelayMs, redisOptions } from '../../src/redis/connection.js';
import { freePort } from '../../src/redis/port.js';
import { waitForRedis } from '../../src/redis/probe.js';
import { parseRedisUrl, redisHostPort } from '../../src/redis/url.js';
import { rejection, withFolder, withRedis } from './fixture.js';

describe('Redis URL', () => {
  it('gives host, port, credentials, database and TLS', () => {
    expect(parseRedisUrl('rediss://me:p%40ss@redis.example:6380/2')).to.deep.equal({
      host: 'redis.example',
      port: 6380,
      username: 'me',
      password: 'p@ss',
      db: 2,
      tls: true,
    });
    expect(parseRedisUrl('redis://[::1]')).to.include({ host: '::1', port: 6379, db: 0, tls: false });
    expect(redisHostPort('redis://:secret@[::1]:7000/1')).to.equal('[::1]:7000');
  });

  for (const [url, problem] of [
    ['localhost:6379', /starts with/],
    ['http://localhost', /starts with "http/],
    ['redis://', /names no host/],
    ['redis://h:99999', /isn't a URL/],
    ['redis://:pa/ss@h', /isn't a URL/],
    ['redis://:%zz@h', /not percent-encoded/],
    ['redis://h/jobs', /no database number/],
    ['redis://h?keyPrefix=a:', /keyPrefix/],
    ['', /isn't a URL/],
  ] as const) {
    it(`is refused when it is "${url}"`, () => {
      expect(() => parseRedisUrl(url))
        .to.throw(problem)
        .with.property('code', 'redis_url_invalid');
    });
  }

  it('never shows in an error, as it may carry a password', () => {
    expect(() => parseRedisUrl('http://:secret@h'))
      .to.throw()
      .with.property('message')
      .not.contain('secret');
  });
});

describe('a Redis connection', function () {
  this.timeout(30_000);

  it('of a worker waits for ever, that of a producer fails at once', () => {
    const worker = redisOptions('redis://h', { role: 'worker', name: 'w' });
    expect(worker).to.include({ maxRetriesPerRequest: null, socketTimeout: 15_000, connectionName: 'w' });
    expect(worker).not.to.have.any.keys('keyPrefix', 'enableOfflineQueue', 'tls');
    const producer = redisOptions('rediss://h', { role: 'producer', name: 'p' });
    expect(producer).to.deep.include({ maxRetriesPerRequest: 1, enableOfflineQueue: false, tls: {} });
  });

  it('is retried after 200 ms first and never more than 10 s later', () => {
    expect(reconnectDelayMs(1)).to.be.within(160, 200);
    expect(reconnectDelayMs(3)).to.be.within(640, 800);
    expect(reconnectDelayMs(10_000)).to.be.within(8_000, 10_000);
  });

  it('carries its name, and reconnects after Redis was restarted at the same address', async () => {
    await withFolder(async (dataDir) => {
      let redis: ReturnType<typeof connectRedis> | undefined;
      await withRedis(dataDir, async ({ url }) => {
        redis = connectRedis(url, { role: 'worker', name: 'named' });
        expect(await redis.client('GETNAME')).to.equal('named');
        await redis.set('kept', 'yes');
      });
      const answer = redis!.get('kept');
      await withRedis(dataDir, async () => expect(await answer).to.equal('yes'));
      redis!.disconnect();
    });
  });

  it('of a producer refuses commands while Redis is away, and tells why', async () => {
    const errors: Error[] = [];
    const redis = connectRedis(`redis://127.0.0.1:${await freePort()}`, {
      role: 'producer',
      name: 'p',
      onError: (error) => errors.push(error),
    });
    const failed = new Promise((resolve) => redis.once('error', resolve));
    expect((await rejection(redis.ping())).message).to.match(/writeable/);
    await failed;
    redis.disconnect();
    expect(errors[0]).to.have.property('code', 'ECONNREFUSED');
  });
});

describe('waiting for Redis', function () {
  this.timeout(30_000);

  it('ends when Redis answers', () =>
    withFolder((dataDir) => withRedis(dataDir, ({ url }) => waitForRedis(url, 1_000))));

  it('gives up at the deadline, and names the address and not the password', async () => {
    const port = await freePort();
    const error = await rejection(waitForRedis(`redis://:secret@127.0.0.1:${port}`, 100));
    expect(error).to.have.property('code', 'redis_unreachable');
    expect(error.message).to.contain(`127.0.0.1:${port}`).and.contain('ECONNREFUSED');
    expect(error.message).not.to.contain('secret');
  });

  it('gives up at the deadline when the other side accepts and says nothing', async () => {
    const mute = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const error = await rejection(waitForRedis(`redis://127.0.0.1:${port}`, 200));
    mute.close();
    expect(error.message).to.contain('no answer');
    expect(error).to.have.property('code', 'redis_unreachable');
  });

  it('ends at once when the password is wrong', () =>
    withFolder((dataDir) =>
      withRedis(dataDir, async ({ url }) => {
        const wrong = url.replace(/:[^:@]*@/, ':wrong@');
        const error = await rejection(waitForRedis(wrong, 20_000));
        expect(error).to.have.property('code', 'redis_denied');
        expect(error.message).not.to.contain(':wrong@');
      }),
    ));
});
