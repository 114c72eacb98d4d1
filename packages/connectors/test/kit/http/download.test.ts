import { expect } from 'chai';
import { describe, it } from 'mocha';
import { closeConnections, openClient } from '../../../src/index.js';
import { hrflowApi } from '../../../src/hrflow/api.js';
import { Exchange } from '../../../src/kit/http/exchange.js';
import { agentFor } from '../../../src/kit/http/pool.js';
import { isPrivateAddress, publicLookup } from '../../../src/kit/http/private-address.js';
import { failureOf } from '../../support/errors.js';
import { cleanUp, serve } from '../../support/server.js';

const LIMITS = { maxBytes: 1_000, timeoutMs: 2_000 };
const credentials = { api_secret: 'ask_0123456789abcdef', api_user: 'ada@example.com' };

/** A client as in a test set-up: some provider's base URL is overridden by `base`. */
const client = (base?: string) =>
  openClient(hrflowApi, credentials, { baseUrls: { GREENHOUSE_API_URL: base } });

describe('a download', () => {
  cleanUp(closeConnections);

  it('brings the bytes and their type, and sends no credentials', async () => {
    const files = await serve(() => ({ headers: { 'content-type': 'application/pdf' }, text: '%PDF-1.4' }));
    const file = await client(files.url).download(`${files.url}/cv.pdf?signature=abc`, LIMITS);
    expect(Buffer.from(file.bytes).toString()).to.equal('%PDF-1.4');
    expect(file.contentType).to.equal('application/pdf');
    expect(files.received[0]?.query.get('signature')).to.equal('abc');
    expect(files.received[0]?.headers).to.not.have.any.keys('x-api-key', 'x-user-email', 'authorization');
  });

  it('follows up to three redirects', async () => {
    const files = await serve(({ path }) => {
      const hops = Number(path.slice(1));
      return hops === 0
        ? { text: 'there' }
        : { status: 302, headers: { location: `/${hops - 1}` }, text: '' };
    });
    const file = await client(files.url).download(`${files.url}/3`, LIMITS);
    expect(Buffer.from(file.bytes).toString()).to.equal('there');
    expect(await failureOf(client(files.url).download(`${files.url}/4`, LIMITS))).to.include({
      code: 'file_url_refused',
      recovery: 'reject',
    });
  });

  it('checks where a redirect leads to', async () => {
    const files = await serve(() => ({
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
      text: '',
    }));
    const error = await failureOf(client(files.url).download(files.url, LIMITS));
    expect(error).to.include({ code: 'file_url_refused' });
  });

  it('stops at its size limit', async () => {
    const files = await serve(() => (response) => void response.end('x'.repeat(2_000)));
    const error = await failureOf(client(files.url).download(files.url, LIMITS));
    expect(error).to.include({ code: 'response_too_large', recovery: 'reject' });
  });

  it('stops at its deadline', async () => {
    const files = await serve(() => () => undefined);
    const error = await failureOf(client(files.url).download(files.url, { ...LIMITS, timeoutMs: 30 }));
    expect(error).to.include({ code: 'timeout', recovery: 'retry' });
  });

  for (const status of [401, 403, 404, 410]) {
    it(`takes a ${status} for a link that has expired`, async () => {
      const files = await serve(() => ({ status, text: '<Error>Request has expired</Error>' }));
      const error = await failureOf(
        client(files.url).download(`${files.url}/secret-path?signature=abc`, LIMITS),
      );
      expect(error).to.include({ code: 'file_unavailable', recovery: 'reject' });
      expect(error.detail).to.equal(`GET ${files.url}: ${status}`);
    });
  }

  it('retries when the file host fails', async () => {
    const files = await serve(() => ({ status: 503, text: '' }));
    expect(await failureOf(client(files.url).download(files.url, LIMITS))).to.include({
      code: 'server_error',
      recovery: 'retry',
    });
  });

  const refused: [string, string][] = [
    ['plain http', 'http://files.example.com/cv.pdf'],
    ['a file of this machine', 'file:///etc/passwd'],
    ['something that is no URL', 'cv.pdf'],
    ['this machine', 'https://127.0.0.1/cv.pdf'],
    ['this machine by name', 'https://localhost/cv.pdf'],
    ['this machine in IPv6', 'https://[::1]/cv.pdf'],
    ['this machine in IPv4 within IPv6', 'https://[::ffff:127.0.0.1]/cv.pdf'],
    ['this machine as one number', 'https://2130706433/cv.pdf'],
    ['a private network', 'https://10.1.2.3/cv.pdf'],
    ['this machine in octal', 'https://0177.0.0.1/cv.pdf'],
    ['this machine in hexadecimal', 'https://0x7f.1/cv.pdf'],
    ['this machine with full-width dots', 'https://127。0。0。1/cv.pdf'],
    ['this machine in full-width digits', 'https://１２７.0.0.1/cv.pdf'],
    ['this machine behind a user', 'https://files.example.com@127.0.0.1/cv.pdf'],
    ['this machine with a dot at the end', 'https://127.0.0.1./cv.pdf'],
    ['this machine as any', 'https://0.0.0.0/cv.pdf'],
    ["a cloud's metadata", 'https://169.254.169.254/latest/meta-data'],
    ["a cloud's metadata as one number", 'https://2852039166/latest/meta-data'],
    ["a cloud's metadata in IPv4 within IPv6", 'https://[::ffff:a9fe:a9fe]/latest/meta-data'],
    ["a cloud's metadata through NAT64", 'https://[64:ff9b::a9fe:a9fe]/latest/meta-data'],
    ['a private network in IPv6', 'https://[fd00::1]/cv.pdf'],
    ['a link-local address in IPv6', 'https://[fe80::1]/cv.pdf'],
  ];
  for (const [name, url] of refused) {
    it(`refuses ${name}`, async () => {
      const error = await failureOf(client().download(url, LIMITS));
      expect(error).to.include({ code: 'file_url_refused', recovery: 'reject' });
    });
  }

  it('refuses plain http to this machine unless an override points here', async () => {
    const files = await serve(() => ({ text: 'x' }));
    expect(await failureOf(client('https://proxy.example.com').download(files.url, LIMITS))).to.include({
      code: 'file_url_refused',
    });
  });

  it('lets an override to this machine serve files under any of its names', async () => {
    const files = await serve(() => ({ text: 'x' }));
    const url = files.url.replace('127.0.0.1', 'localhost');
    expect((await client(files.url).download(url, LIMITS)).bytes).to.have.length(1);
  });
});

describe('addresses no public file is served from', () => {
  cleanUp(closeConnections);

  const hidden =
    '0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.2 169.254.1.1 172.16.0.1 172.31.255.255 192.168.1.1 224.0.0.1 255.255.255.255 :: ::1 fc00::1 fd12::1 fe80::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b:1::1 2002:7f00:1:: 2001:0:4136:e378:: fec0::1 100::1 192.0.2.1 198.51.100.1 203.0.113.1 ::ffff:169.254.169.254';
  const open =
    '1.1.1.1 8.8.8.8 52.216.0.1 100.63.0.1 172.15.0.1 172.32.0.1 192.167.0.1 2606:4700::1111 ::ffff:8.8.8.8';
  it('are known', () => {
    for (const address of hidden.split(' ')) expect(isPrivateAddress(address), address).to.equal(true);
    for (const address of open.split(' ')) expect(isPrivateAddress(address), address).to.equal(false);
    expect(isPrivateAddress('example.com')).to.equal(false);
  });

  it('are refused by the connection itself, whatever the name they hide behind', async () => {
    const inside = await serve(() => ({ text: 'secret' }));
    const origin = inside.url.replace('127.0.0.1', 'localhost');
    const exchange = Exchange.run(agentFor(publicLookup), { origin, path: '/', method: 'GET' }, LIMITS);
    const error: unknown = await exchange.catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'ERR_PRIVATE_ADDRESS');
    expect(inside.received).to.have.length(0);
  });

  for (const all of [true, false]) {
    it(`are refused when the connection itself resolves the name (all: ${all})`, async () => {
      const error = await new Promise<Error | null>((resolve) => publicLookup('localhost', { all }, resolve));
      expect(error).to.have.property('code', 'ERR_PRIVATE_ADDRESS');
    });
  }
});
