import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import {
  apiFor,
  closeConnections,
  connectors,
  greenhouseApi,
  greenhouseV3Api,
  openClient,
  type Action,
  type HttpRequest,
  type ProviderApi,
} from '../../../src/index.js';
import { hrflowApi } from '../../../src/hrflow/api.js';
import { segment } from '../../../src/kit/http/address.js';
import { failureOf } from '../../support/errors.js';
import { cleanUp, serve, type TestServer } from '../../support/server.js';

const credentials = { api_secret: 'ask_0123456789abcdef', api_user: 'ada@example.com' };

describe('the address of a request', () => {
  cleanUp(closeConnections);
  let server: TestServer;
  beforeEach(async () => {
    server = await serve(() => ({ json: { code: 200, data: {} } }));
  });

  const send = (request: Partial<HttpRequest>) =>
    openClient(hrflowApi, credentials, { baseUrls: { HRFLOW_API_URL: server.url } }).send({
      method: 'GET',
      path: 'profile/indexing',
      ...request,
    });

  const paths = [
    '../admin',
    'profile/../../admin',
    'profile/..',
    'profile/./x',
    'profile/%2e%2e/admin',
    'profile/%2E./admin',
    'profile/x%2f..%2fadmin',
    'profile/x%5C..%5cadmin',
    'profile?key=other',
    'profile#',
    'profile\\..\\admin',
    'profile/a b',
    'profile/\r\nHost: evil.example',
    'profile/%',
    'profile/é',
    'profile/\0',
  ];
  for (const path of paths) {
    it(`never leads elsewhere by ${JSON.stringify(path)}`, async () => {
      expect(await failureOf(send({ path }))).to.include({ code: 'address_refused', recovery: 'reject' });
      expect(server.received).to.deep.equal([]);
    });
  }

  it('is the base with what stands below it', async () => {
    await send({ path: "a/b%2Fc/v1.2/~x!$&'()*+,;=:@", query: { key: '../x?#&=\r\n' } });
    expect(server.received[0]?.path).to.equal("/v1/a/b%2Fc/v1.2/~x!$&'()*+,;=:@");
    expect(server.received[0]?.query.get('key')).to.equal('../x?#&=\r\n');
  });

  it('holds no half character, no control character and no fragment in its query', async () => {
    for (const query of [{ key: '\ud800' }, { '\udfff': 'x' }, 'page=2\r\nX: y', 'page=2#x', 'page=\ud800']) {
      expect(await failureOf(send({ query }))).to.include({ code: 'address_refused' });
    }
    expect(server.received).to.deep.equal([]);
  });

  it('takes any text as one segment, or refuses it', () => {
    expect(segment('a/b?c#d e..f')).to.equal('a%2Fb%3Fc%23d%20e..f');
    for (const text of ['', '.', '..', 'a/../b', '..\\x', '\ud800', 'a\r\nb', '\0']) {
      expect(() => segment(text), JSON.stringify(text))
        .to.throw()
        .with.property('code', 'address_refused');
    }
  });
});

describe('the host of a request', () => {
  const tricks = [
    'evil.example/',
    'x@evil.example',
    'evil.example#',
    'evil.example?',
    'x。evil.example',
    '..',
    '\\\\evil',
  ];

  for (const { info, actions } of connectors) {
    it(`to ${info.name} is made of no credential and no parameter`, () => {
      const known = new Set(
        [greenhouseApi, greenhouseV3Api, ...actions.flatMap(apisOf)].map(({ baseUrl }) => baseUrl),
      );
      for (const action of actions) {
        for (const trick of tricks) {
          const names = [...fieldsOf(action.connectorAuth), ...fieldsOf(action.hrflowAuth)];
          expect(names).to.have.length.above(2);
          const hostile = Object.fromEntries(names.map((name) => [name, trick]));
          for (const api of apisOf(action)) {
            const its = apiFor(api, hostile as never);
            expect(known).to.include(its.baseUrl);
            expect(its.baseUrl).to.match(/^https:\/\/[a-z0-9.-]+$/);
          }
        }
      }
    });
  }
});

const apisOf = ({ origin, target }: Action): ProviderApi<never>[] => [origin.api, target.api];

function fieldsOf(schema: z.ZodType): string[] {
  const { properties = {}, anyOf = [] } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return [
    properties,
    ...anyOf.map((each) => (typeof each === 'object' ? (each.properties ?? {}) : {})),
  ].flatMap(Object.keys);
}

describe('headers of a request', () => {
  cleanUp(closeConnections);

  it('hold no line break, whatever is among credentials and parameters', async () => {
    const server = await serve(() => ({ json: { code: 200, data: {} } }));
    const client = openClient(
      hrflowApi,
      { api_secret: 'ask_0123\r\nX-Injected: yes', api_user: 'ada@example.com' },
      { baseUrls: { HRFLOW_API_URL: server.url } },
    );
    expect(await failureOf(client.send({ method: 'GET', path: 'source' }))).to.include({
      code: 'invalid_request',
      recovery: 'configure',
    });
    expect(server.received).to.deep.equal([]);
  });

  it('of a form’s parts are not written by a file’s name or type', async () => {
    const server = await serve(() => ({ json: { code: 200, data: {} } }));
    const client = openClient(hrflowApi, credentials, { baseUrls: { HRFLOW_API_URL: server.url } });
    const form = new FormData();
    const name = 'cv.pdf"\r\nX-Injected: yes\r\n\r\n<script>';
    form.set('file', new Blob(['%PDF'], { type: 'application/pdf\r\nX-Injected: yes' }), name);
    await client.send({ method: 'POST', path: 'profile/parsing/file', form });
    const [part = ''] = (server.received[0]?.text ?? '').split('\r\n\r\n');
    expect(part).not.to.match(/^X-Injected/m);
    expect(part).to.contain('cv.pdf%22%0D%0AX-Injected');
  });
});
