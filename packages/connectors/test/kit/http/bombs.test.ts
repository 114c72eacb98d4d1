import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { closeConnections, openClient } from '../../../src/index.js';
import { hrflowApi } from '../../../src/hrflow/api.js';
import { failureOf } from '../../support/errors.js';
import { cleanUp, serve } from '../../support/server.js';

const MIB = 1024 * 1024;
const credentials = { api_secret: 'ask_0123456789abcdef', api_user: 'ada@example.com' };
const client = (url: string) => openClient(hrflowApi, credentials, { baseUrls: { HRFLOW_API_URL: url } });

describe('an answer that is too much', () => {
  cleanUp(closeConnections);

  for (const lengthIsSaid of [true, false]) {
    it(`is cut off at 32 MiB (length ${lengthIsSaid ? 'said' : 'not said'})`, async () => {
      let sent = 0;
      const server = await serve(() => (response) => {
        if (lengthIsSaid) response.setHeader('content-length', 50 * MIB);
        const chunk = Buffer.alloc(MIB, ' ');
        const more = (): void => {
          if (sent >= 50 * MIB || response.destroyed) return void response.end();
          sent += chunk.length;
          response.write(chunk, (error) => (error ? undefined : more()));
        };
        more();
      });
      const error = await failureOf(client(server.url).send({ method: 'GET', path: 'source' }));
      expect(error).to.include({ code: 'response_too_large', recovery: 'reject' });
      expect(sent).to.be.below(45 * MIB);
    });
  }

  it('when unpacked is never unpacked: nobody asked for it packed', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MIB, ' '));
    const server = await serve(() => (response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(bomb);
    });
    const before = process.memoryUsage().rss;
    const error = await failureOf(client(server.url).send({ method: 'GET', path: 'source' }));
    expect(error).to.include({ code: 'invalid_answer', recovery: 'retry' });
    expect(server.received[0]?.headers['accept-encoding']).to.equal(undefined);
    expect(process.memoryUsage().rss - before).to.be.below(100 * MIB);
  });

  it('of 10,000 levels in an error is an error like any other', async () => {
    const deep = '{"message":'.repeat(10_000) + '"x"' + '}'.repeat(10_000);
    const server = await serve(() => ({ status: 422, text: deep }));
    const error = await failureOf(client(server.url).send({ method: 'GET', path: 'source' }));
    expect(error).to.include({ code: 'unprocessable', recovery: 'reject' });
  });

  it('in its headers is an error that is tried again', async () => {
    const server = await serve(() => ({ headers: { link: 'x'.repeat(20_000) }, json: {} }));
    const error = await failureOf(client(server.url).send({ method: 'GET', path: 'source' }));
    expect(error).to.include({ code: 'invalid_answer', recovery: 'retry' });
  });
});
