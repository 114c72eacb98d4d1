import { Audit, UserError } from '@hrflow-sync/core';
import { expect } from 'chai';
import { contentsOf } from '../../../test/support/contents.js';
import type { OidcSettings } from '../src/index.js';
import { OidcLogin } from '../src/login/oidc.js';
import { type Fixture, seedFailedPush, withDashboard } from './fixture.js';
import {
  CookieJar,
  freePort,
  startProvider,
  type ProviderAccount,
  type TestProvider,
} from '../../../test/support/oidc-provider.js';

const ACCOUNTS: Record<string, ProviderAccount> = {
  ada: { email: 'Ada@Example.com', email_verified: true, groups: ['staff', 'sync-operators'] },
  vic: { email: 'vic@example.com', email_verified: true, groups: 'staff' },
  eve: { email: 'eve@evil.example', email_verified: true, groups: ['example.com'] },
  mallory: { email: 'ada@example.com', email_verified: false, preferred_username: 'ada@example.com' },
  nobody: {},
};
const BY_ADDRESS = { operators: ['ada@example.com'], viewers: ['@example.com'] };

describe('the dashboard’s login with OpenID Connect', () => {
  it('lets in by verified address, with the role that was named', () =>
    withProvider({}, async ({ provider, fixture, base }) => {
      for (const [account, role] of [
        ['ada', 'operator'],
        ['vic', 'viewer'],
      ] as const) {
        provider.account = account;
        const jar = new CookieJar();
        const { response, text, way } = await jar.open(`${base}/login/oidc?next=%2Faudit`);
        expect(response.status, text).to.equal(200);
        expect(text).to.contain('http-equiv="refresh" content="0;url=/audit"');
        expect(way.some((url) => url.startsWith(provider.issuer))).to.equal(true);
        const home = await jar.open(`${base}/`);
        expect(home.text).to.match(new RegExp(`${account}@example.com <span class="role">${role}<`, 'i'));
        expect((await jar.open(`${base}/audit`)).response.status).to.equal(role === 'operator' ? 200 : 403);
      }
      const access = await new Audit(fixture.redis, fixture.prefix).latest(5, undefined, 'access');
      expect(access.map(({ name, via, action }) => `${name} ${via} ${action}`)).to.deep.equal([
        'vic@example.com oidc sign in',
        'Ada@Example.com oidc sign in',
      ]);
    }));

  it('turns away other domains, and addresses nobody verified', () =>
    withProvider({}, async ({ provider, base }) => {
      for (const account of ['eve', 'mallory', 'nobody']) {
        provider.account = account;
        const jar = new CookieJar();
        const { response, text } = await jar.open(`${base}/login/oidc`);
        expect(response.status, account).to.equal(403);
        expect(text).to.contain('may not open this dashboard');
        expect((await jar.open(`${base}/`)).way.at(-1)).to.contain('/login');
      }
    }));

  it('takes roles from a claim where one is named, and nothing else', () =>
    withProvider(
      { roleClaim: 'groups', operators: ['sync-operators'], viewers: ['staff'] },
      async ({ provider, base }) => {
        const roles: Record<string, string | undefined> = {};
        for (const account of Object.keys(ACCOUNTS)) {
          provider.account = account;
          const jar = new CookieJar();
          await jar.open(`${base}/login/oidc`);
          roles[account] = /class="role">(\w+)</.exec((await jar.open(`${base}/`)).text)?.[1];
        }
        expect(roles).to.deep.equal({
          ada: 'operator',
          vic: 'viewer',
          eve: undefined,
          mallory: undefined,
          nobody: undefined,
        });
      },
    ));

  it('takes an answer once, from the browser that asked, with the state it was given', () =>
    withProvider({}, async ({ provider, base }) => {
      provider.account = 'ada';
      const jar = new CookieJar();
      const { way } = await jar.open(`${base}/login/oidc`);
      const answer = way.at(-1) ?? '';
      expect(answer).to.contain('/login/oidc/callback?code=');
      expect((await jar.open(answer)).response.status).to.equal(400);
      expect((await new CookieJar().open(answer)).response.status).to.equal(400);

      // Another browser that is on its way itself is handed this answer: login CSRF.
      const victim = new CookieJar();
      const begun = await fetch(`${base}/login/oidc`, { redirect: 'manual' });
      const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      expect(begun.headers.getSetCookie()[0]).to.match(/HttpOnly; SameSite=Lax$/);
      const handed = await fetch(answer, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
      expect(handed.status).to.equal(401);
      expect(handed.headers.getSetCookie().join()).not.to.contain('hrflow_sync_session=');
      expect((await victim.open(`${base}/`)).way.at(-1)).to.contain('/login');
    }));

  it('ends sessions when other people may come in', () =>
    withProvider({}, async ({ provider, fixture, base, settings }) => {
      provider.account = 'vic';
      const jar = new CookieJar();
      await jar.open(`${base}/login/oidc`);
      const cookie = jar.header(base);
      const status = async (url: string) =>
        (await fetch(`${url}/queues/api/queues`, { headers: { cookie } })).status;
      expect(await status(base)).to.equal(200);
      for (const [oidc, expected] of [
        [settings, 200],
        [{ ...settings, viewers: ['@other.example'] }, 401],
        [undefined, 401],
      ] as const) {
        await withDashboard(
          { oidc, baseUrl: base },
          async ({ dashboard: { url } }) => {
            expect(await status(url)).to.equal(expected);
          },
          fixture.prefix,
        );
      }
    }));

  it('says when the provider is away, and goes on once it is back', () =>
    withProvider({}, async ({ provider, base }) => {
      await provider.leave();
      const { response, text } = await new CookieJar().open(`${base}/login/oidc`);
      expect(response.status).to.equal(502);
      expect(text).to.contain('can’t be reached');
      expect((await fetch(`${base}/login`)).status).to.equal(200);
      await provider.back();
      provider.account = 'ada';
      expect((await new CookieJar().open(`${base}/login/oidc`)).response.status).to.equal(200);
    }));

  it('offers to sign out at the provider too, once somebody has here', () =>
    withProvider({}, async ({ provider, base }) => {
      provider.account = 'ada';
      const jar = new CookieJar();
      await jar.open(`${base}/login/oidc`);
      const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec((await jar.open(`${base}/`)).text) ?? [];
      const left = await fetch(`${base}/logout`, {
        method: 'POST',
        body: new URLSearchParams({ csrf }),
        headers: { cookie: jar.header(base), 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      expect(left.headers.get('location')).to.equal('/login?signed_out=oidc');
      const page = await jar.open(`${base}/login?signed_out=oidc`);
      // The session's cookie is of no use any more.
      expect(page.text).to.contain('Sign out there too').and.contain(new URL(provider.issuer).host);
      const there = await jar.open(`${base}/login/oidc/sign-out`);
      expect(there.response.status).to.equal(200);
      expect(there.way.at(-1)).to.equal(`${provider.issuer}/session/end?client_id=hrflow-sync`);
      expect((await jar.open(`${base}/login`)).text).not.to.contain('Sign out there too');
    }));

  it('keeps no token or code of the provider in Redis', () =>
    withProvider({}, async ({ provider, fixture, base }) => {
      provider.account = 'ada';
      const { way } = await new CookieJar().open(`${base}/login/oidc`);
      const code = new URL(way.at(-1) ?? '').searchParams.get('code') ?? '';
      const all = [...(await contentsOf(fixture.redis, fixture.prefix))].flat().join('\n');
      expect(code).not.to.equal('');
      expect(all).not.to.contain(code).and.not.contain('eyJ');
    }));

  it('bounds how many sign-ins an address begins', () =>
    withProvider({}, async ({ base }) => {
      const begin = async () => (await fetch(`${base}/login/oidc`, { redirect: 'manual' })).status;
      const statuses = await Promise.all(Array.from({ length: 35 }, begin));
      expect(statuses.filter((status) => status === 303)).to.have.length(30);
      expect(statuses.filter((status) => status === 429)).to.have.length(5);
    }));

  it('refuses settings with which it would be unsafe or useless', async () => {
    const settings = { issuer: 'https://id.example', clientId: 'a', clientSecret: 'b', ...BY_ADDRESS };
    for (const [changes, code] of [
      [{ issuer: 'http://id.example' }, 'oidc_issuer_invalid'],
      [{ issuer: 'id.example' }, 'oidc_issuer_invalid'],
      [{ operators: [], viewers: [] }, 'dashboard_roles_missing'],
    ] as const) {
      expect(() => new OidcLogin({ ...settings, ...changes }, 'https://ops.example/login/oidc/callback'))
        .to.throw(UserError)
        .with.property('code', code);
    }
    const outcome = await withDashboard({ oidc: settings }, async () => {}).catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(UserError).with.property('code', 'oidc_url_missing');
  });
});

async function withProvider(
  changes: Partial<OidcSettings>,
  action: (world: {
    provider: TestProvider;
    fixture: Fixture;
    base: string;
    settings: OidcSettings;
  }) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const provider = await startProvider(`${base}/login/oidc/callback`, ACCOUNTS);
  const { issuer, clientId, clientSecret } = provider;
  const settings = { issuer, clientId, clientSecret, ...BY_ADDRESS, ...changes };
  try {
    await withDashboard({ auth: undefined, oidc: settings, port, baseUrl: base }, async (fixture) => {
      await seedFailedPush(fixture);
      await action({ provider, fixture, base, settings });
    });
  } finally {
    await provider.close();
  }
}
