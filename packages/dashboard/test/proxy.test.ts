import { UserError } from '@hrflow-sync/core';
import { expect } from 'chai';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { DashboardOptions } from '../src/index.js';
import { roleOf } from '../src/login/role-lists.js';
import { addressMatcher } from '../src/login/trusted-proxies.js';
import { type Fixture, seedFailedPush, withDashboard } from './fixture.js';

const BEHIND: Partial<DashboardOptions> = {
  auth: undefined,
  trustedProxies: ['127.0.0.0/8'],
  proxyLogin: { userHeader: 'X-Forwarded-User', operators: ['ada'], viewers: ['vic'] },
};
const RETRY = '/queues/api/queues/pushes/run-1-i1/retry';

describe('the dashboard behind a proxy that signs people in', () => {
  it('believes the proxy’s header, with the role that was named', () =>
    withDashboard(BEHIND, async (fixture) => {
      for (const [name, status, role] of [
        ['ada', 200, 'operator'],
        ['VIC', 200, 'viewer'],
        ['eve', 403, undefined],
        [' ', 403, undefined],
      ] as const) {
        const answer = await ask(fixture, 'GET', '/', ['X-Forwarded-User', name, 'Accept', 'text/html']);
        expect(answer.status, name).to.equal(status);
        expect(/class="role">(\w+)</.exec(answer.text)?.[1]).to.equal(role);
        expect(answer.text).not.to.contain('Sign out');
      }
    }));

  it('believes nobody else’s', () =>
    withDashboard({ ...BEHIND, trustedProxies: ['10.0.0.0/8', '::2'] }, async (fixture) => {
      const spoofed = ['X-Forwarded-User', 'ada', 'X-Forwarded-For', '10.0.0.1'];
      expect((await ask(fixture, 'GET', '/queues/api/queues', spoofed)).status).to.equal(401);
    }));

  it('refuses a header that came twice: one of the two is the browser’s', () =>
    withDashboard(BEHIND, async (fixture) => {
      for (const twice of [
        ['X-Forwarded-User', 'ada', 'X-Forwarded-User', 'eve'],
        ['X-Forwarded-User', 'eve', 'x-forwarded-user', 'ada'],
      ]) {
        expect((await ask(fixture, 'GET', '/', twice)).status).to.equal(403);
      }
    }));

  it('sends who comes without a header to sign in', () =>
    withDashboard(BEHIND, async (fixture) => {
      expect((await ask(fixture, 'GET', '/', ['Accept', 'text/html'])).status).to.equal(303);
    }));

  it('takes roles from groups where a header names them', () =>
    withDashboard(
      {
        ...BEHIND,
        proxyLogin: {
          userHeader: 'Remote-User',
          groupsHeader: 'Remote-Groups',
          operators: ['sync'],
          viewers: ['*'],
        },
      },
      async (fixture) => {
        const roleWith = async (...headers: string[]) => {
          const { text } = await ask(fixture, 'GET', '/', [
            'Remote-User',
            'zoe',
            'Accept',
            'text/html',
            ...headers,
          ]);
          return /class="role">(\w+)</.exec(text)?.[1];
        };
        expect(await roleWith('Remote-Groups', 'staff, sync')).to.equal('operator');
        expect(await roleWith('Remote-Groups', 'staff,synchronous')).to.equal('viewer');
        expect(await roleWith('Remote-Groups', 'a', 'Remote-Groups', 'sync')).to.equal(undefined);
        expect(await roleWith()).to.equal(undefined);
      },
    ));

  it('protects changes with a token of the person’s own, the same at every dashboard', () =>
    withDashboard(BEHIND, async (fixture) => {
      await seedFailedPush(fixture);
      const retry = async (name: string, token: string, at: Fixture) =>
        ask(at, 'PUT', RETRY, [
          'X-Forwarded-User',
          name,
          'X-XSRF-TOKEN',
          token,
          'Sec-Fetch-Site',
          'same-origin',
        ]);
      const tokenOf = async (name: string) => {
        const page = await ask(fixture, 'GET', '/queues/', ['X-Forwarded-User', name, 'Accept', 'text/html']);
        return /XSRF-TOKEN=([\w-]+)/.exec(String(page.headers['set-cookie']))?.[1] ?? '';
      };
      const [adas, vics] = [await tokenOf('ada'), await tokenOf('vic')];
      expect((await retry('ada', '', fixture)).text).to.contain('csrf_token_wrong');
      expect((await retry('ada', vics, fixture)).text).to.contain('csrf_token_wrong');
      expect((await retry('vic', vics, fixture)).text).to.contain('operator_required');
      await withDashboard(
        BEHIND,
        async (second) => {
          expect((await retry('ada', adas, second)).status).to.equal(204);
        },
        fixture.prefix,
      );
    }));

  it('refuses to start when anybody’s header would count, or nobody’s', async () => {
    const proxyLogin = { userHeader: 'X-Forwarded-User', operators: ['ada'], viewers: [] };
    await refused({ ...BEHIND, trustedProxies: [] }, 'proxy_login_incomplete');
    await refused({ ...BEHIND, proxyLogin: { ...proxyLogin, operators: [] } }, 'dashboard_roles_missing');
    for (const proxy of ['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129', '10.0.0.0/', '']) {
      await refused({ ...BEHIND, trustedProxies: [proxy] }, 'trusted_proxy_invalid');
    }
  });
});

describe('who may come in', () => {
  it('is named by name, by domain, or as everybody', () => {
    const lists = { operators: ['ada@example.com', '@Ops.Example'], viewers: ['@example.com'] };
    for (const [names, role] of [
      [['ADA@example.com'], 'operator'],
      [['bob@ops.example'], 'operator'],
      [['bob@example.com'], 'viewer'],
      [['bob@example.com', 'bob@ops.example'], 'operator'],
      [['bob@evil-example.com'], undefined],
      [['bob@sub.example.com'], undefined],
      [['"a@example.com"@evil.example'], undefined],
      [['@example.com'], undefined],
      [[], undefined],
    ] as const) {
      expect(roleOf(lists, names), names.join()).to.equal(role);
    }
    expect(roleOf({ operators: [], viewers: ['*'] }, ['anybody'])).to.equal('viewer');
    expect(roleOf({ operators: ['*'], viewers: [] }, [])).to.equal(undefined);
  });

  it('is asked of a trusted address, in whichever family it is written', () => {
    const isTrusted = addressMatcher(['10.1.0.0/16', '192.0.2.7', 'fd00::/8']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', 'fd12::1']) {
      expect(isTrusted(address), address).to.equal(true);
    }
    for (const address of ['10.2.0.1', '192.0.2.8', 'fe80::1', '', 'ada', undefined]) {
      expect(isTrusted(address), address).to.equal(false);
    }
    expect(addressMatcher([])('127.0.0.1')).to.equal(false);
  });
});

/** Headers line by line, as fetch can't send them. */
async function ask(
  { dashboard: { port } }: Pick<Fixture, 'dashboard'>,
  method: string,
  path: string,
  headers: string[],
): Promise<{ status: number; text: string; headers: IncomingMessage['headers'] }> {
  const all = ['Host', `127.0.0.1:${port}`, 'Connection', 'close', ...headers];
  const asked = request({ host: '127.0.0.1', port, method, path, headers: all }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, text, headers: response.headers };
}

async function refused(options: Partial<DashboardOptions>, code: string): Promise<void> {
  const outcome = await withDashboard(options, async () => {}).catch((error: unknown) => error);
  expect(outcome).to.be.instanceOf(UserError).with.property('code', code);
}
