import { Audit } from '@hrflow-sync/core';
import { expect } from 'chai';
import { contentsOf } from '../../../test/support/contents.js';
import { Attempts, networkOf } from '../src/login/attempts.js';
import { Users } from '../src/index.js';
import {
  addViewer,
  cookieOf,
  CREDENTIALS,
  sessionCookie,
  signIn,
  VIEWER,
  visitor,
  withDashboard,
} from './fixture.js';

describe('the dashboard’s login', () => {
  it('is asked for by every page but health and metrics', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      for (const path of ['/', '/audit', '/queues/', '/queues/queue/pushes?status=failed']) {
        const response = await fetch(url + path, { redirect: 'manual', headers: { accept: 'text/html' } });
        expect(response.status).to.equal(303);
        expect(response.headers.get('location')).to.equal(`/login?next=${encodeURIComponent(path)}`);
      }
      expect((await fetch(`${url}/queues/api/queues`)).status).to.equal(401);
      expect((await fetch(`${url}/queues/static/js/none.js`)).status).to.equal(401);
      for (const path of ['/healthz', '/readyz', '/metrics', '/login']) {
        expect((await fetch(url + path)).status, path).to.equal(200);
      }
    }));

  it('opens the page one came for, and no other site', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      for (const [next, location] of [
        ['/queues/queue/pushes?status=failed', '/queues/queue/pushes?status=failed'],
        ['', '/'],
        ['https://evil.example/', '/'],
        ['//evil.example/', '/'],
        ['/\\evil.example/', '/'],
        ['/..//evil.example/', '/evil.example/'],
        ['javascript:alert(1)', '/'],
      ]) {
        const response = await signIn(url, { ...CREDENTIALS, next: next ?? '' });
        expect(response.status).to.equal(303);
        expect(response.headers.get('location'), next).to.equal(location);
      }
    }));

  it('gives a cookie that scripts can’t read and other sites can’t send', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const response = await signIn(url);
      expect(response.headers.getSetCookie()[0]).to.match(
        /^hrflow_sync_session=[\w-]{43}; Max-Age=43200; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/,
      );
      const page = await fetch(`${url}/`, { headers: { cookie: cookieOf(response) } });
      expect(page.status).to.equal(200);
      expect(page.headers.get('cache-control')).to.equal('no-store');
    }));

  it('gives a cookie for https only when the public address is https', () =>
    withDashboard({ baseUrl: 'https://ops.example/sync/' }, async ({ dashboard: { url } }) => {
      const response = await signIn(url);
      expect(response.headers.getSetCookie()[0]).to.match(/^__Host-hrflow_sync_session=.*; Secure/);
      expect(response.headers.get('location')).to.equal('/sync/');
      expect(response.headers.get('strict-transport-security')).to.match(/max-age/);
    }));

  it('gives a cookie for https behind a trusted proxy that says so, and to nobody else who does', async () => {
    const claim = { 'x-forwarded-proto': 'https' };
    await withDashboard({ trustedProxies: ['127.0.0.0/8'] }, async ({ dashboard: { url } }) => {
      expect((await signIn(url, CREDENTIALS, claim)).headers.getSetCookie()[0]).to.match(
        /^__Host-.*; Secure/,
      );
    });
    await withDashboard({ trustedProxies: ['10.0.0.0/8'] }, async ({ dashboard: { url } }) => {
      expect((await signIn(url, CREDENTIALS, claim)).headers.getSetCookie()[0]).not.to.match(/Secure/);
    });
  });

  it('refuses a wrong password and a wrong name in the same words', () =>
    withDashboard({}, async (fixture) => {
      await addViewer(fixture);
      const { url } = fixture.dashboard;
      const answers: string[] = [];
      for (const user of ['ada', 'vic', 'nobody']) {
        const response = await signIn(url, { user, password: 'wrong' });
        expect(response.status).to.equal(401);
        expect(response.headers.getSetCookie()).to.deep.equal([]);
        answers.push((await response.text()).replace(`value="${user}"`, ''));
      }
      expect(new Set(answers).size).to.equal(1);
      expect(answers[0]).to.contain('don’t match').and.not.contain('wrong');
      const hostile = await signIn(url, { ...CREDENTIALS, user: '"><script>' });
      expect(hostile.status).to.equal(401);
      expect(await hostile.text()).not.to.contain('<script>');
    }));

  it('takes as long for a name that doesn’t exist as for one that does', () =>
    withDashboard({}, async (fixture) => {
      await addViewer(fixture);
      const { url } = fixture.dashboard;
      const times: Record<string, number[]> = { ada: [], vic: [], nobody: [] };
      for (let round = 0; round < 3; round += 1) {
        for (const [user, spent] of Object.entries(times)) {
          const before = performance.now();
          await signIn(url, { user, password: 'wrong' });
          spent.push(performance.now() - before);
        }
      }
      const fastest = Object.values(times).map((spent) => Math.min(...spent));
      // Hashing takes 100 ms and more; a name that skipped it would answer in a few.
      expect(Math.min(...fastest) / Math.max(...fastest)).to.be.above(0.25);
    }));

  it('refuses forged, changed and missing cookies', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const cookie = await sessionCookie(url);
      const other = `hrflow_sync_session=${'A'.repeat(43)}`;
      for (const forged of [other, `${cookie}x`, cookie.slice(0, -1), 'hrflow_sync_session=a.b.c', '']) {
        const response = await fetch(`${url}/queues/api/queues`, { headers: { cookie: forged } });
        expect(response.status).to.equal(401);
      }
    }));

  it('gives a new session at each sign-in, and ends the one there was', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const first = await sessionCookie(url);
      const second = cookieOf(await signIn(url, CREDENTIALS, { cookie: first }));
      expect(second).not.to.equal(first);
      expect(await statusFor(url, first)).to.equal(401);
      expect(await statusFor(url, second)).to.equal(200);
      const planted = `hrflow_sync_session=${'B'.repeat(43)}`;
      expect(cookieOf(await signIn(url, CREDENTIALS, { cookie: planted }))).not.to.equal(planted);
    }));

  it('ends every session of a person at sign-out, at every dashboard, and nobody else’s', () =>
    withDashboard({}, async (fixture) => {
      await addViewer(fixture);
      const here = await visitor(fixture);
      const elsewhere = await visitor(fixture);
      const other = await visitor(fixture, VIEWER);
      await withDashboard(
        {},
        async ({ dashboard: second }) => {
          expect(await statusFor(second.url, here.cookie)).to.equal(200);
          const refused = await here.write('POST', '/logout', { 'x-csrf-token': other.csrfToken });
          expect(refused.status).to.equal(403);
          const response = await here.write('POST', '/logout');
          expect(response.headers.get('location')).to.equal('/login');
          expect(response.headers.getSetCookie()[0]).to.match(/^hrflow_sync_session=; Max-Age=0/);
          for (const url of [fixture.dashboard.url, second.url]) {
            expect(await statusFor(url, here.cookie)).to.equal(401);
            expect(await statusFor(url, elsewhere.cookie)).to.equal(401);
            expect(await statusFor(url, other.cookie)).to.equal(200);
          }
        },
        fixture.prefix,
      );
    }));

  it('lets a viewer sign out', () =>
    withDashboard({}, async (fixture) => {
      await addViewer(fixture);
      const { write } = await visitor(fixture, VIEWER);
      expect((await write('POST', '/logout')).status).to.equal(303);
    }));

  it('takes a role or a user away at once', () =>
    withDashboard({}, async (fixture) => {
      const users = new Users(fixture.redis, fixture.prefix);
      await addViewer(fixture);
      const { cookie } = await visitor(fixture, VIEWER);
      await users.put(VIEWER.user, 'viewer', 'another password');
      expect(await statusFor(fixture.dashboard.url, cookie)).to.equal(401);
      const again = await visitor(fixture, { user: ' VIC ', password: 'another password' });
      expect(await statusFor(fixture.dashboard.url, again.cookie)).to.equal(200);
      await users.remove('vic');
      expect(await statusFor(fixture.dashboard.url, again.cookie)).to.equal(401);
    }));

  it('ends sessions of the environment’s user when its password changes', () =>
    withDashboard({}, async ({ dashboard: { url }, prefix }) => {
      const cookie = await sessionCookie(url);
      const changed = { ...CREDENTIALS, password: 'quite another one' };
      await withDashboard(
        { auth: changed },
        async ({ dashboard: second }) => {
          expect(await statusFor(second.url, cookie)).to.equal(401);
        },
        prefix,
      );
      await withDashboard(
        {},
        async ({ dashboard: same }) => {
          expect(await statusFor(same.url, cookie)).to.equal(200);
        },
        prefix,
      );
    }));

  it('lets an address try ten times a minute, however many at once', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const guesses = Array.from({ length: 14 }, (_, guess) =>
        signIn(url, { user: `user${guess}`, password: `${guess}` }),
      );
      const statuses = (await Promise.all(guesses)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).to.have.length(10);
      expect(statuses.filter((status) => status === 429)).to.have.length(4);
      const refused = await signIn(url);
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
    }));

  it('is refused to a form on another site', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const evil = { 'sec-fetch-site': 'cross-site' };
      expect((await signIn(url, CREDENTIALS, evil)).status).to.equal(403);
    }));

  it('leads a link from another site through a page of ours, so that the session comes along', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const headers = { accept: 'text/html', 'sec-fetch-site': 'cross-site' };
      const page = await (await fetch(`${url}/queues/?a=1&b=2`, { headers, redirect: 'manual' })).text();
      expect(page).to.contain('http-equiv="refresh" content="0;url=/queues/?a=1&#38;b=2"');
      const hostile = await (await fetch(`${url}//evil.example/`, { headers, redirect: 'manual' })).text();
      expect(hostile).to.contain('content="0;url=/"');
    }));

  it('keeps neither passwords nor tokens in Redis', () =>
    withDashboard({}, async (fixture) => {
      await addViewer(fixture);
      const { cookie, csrfToken } = await visitor(fixture);
      const viewer = await visitor(fixture, VIEWER);
      await signIn(fixture.dashboard.url, { user: 'typed into the wrong field', password: 'x' });
      const contents = await contentsOf(fixture.redis, fixture.prefix);
      const all = [...contents].flat().join('\n');
      const [, token = ''] = cookie.split('=');
      const [, viewersToken = ''] = viewer.cookie.split('=');
      expect(all).to.contain('scrypt$32768$8$3$').and.contain(':dashboard:session:');
      for (const secret of [
        CREDENTIALS.password,
        VIEWER.password,
        token,
        viewersToken,
        csrfToken,
        'wrong field',
      ]) {
        expect(all).not.to.contain(secret);
      }
    }));

  it('writes down who came in, who left and who was turned away', () =>
    withDashboard({}, async (fixture) => {
      const { write } = await visitor(fixture);
      await write('POST', '/logout');
      await signIn(fixture.dashboard.url, { user: 'secret', password: 'x' });
      const records = await new Audit(fixture.redis, fixture.prefix).latest(10, undefined, 'access');
      expect(records.map(({ name, via, action, address }) => [name, via, action, address])).to.deep.equal([
        ['unknown', 'password', 'refused', '127.0.0.1'],
        ['ada', 'password', 'sign out', '127.0.0.1'],
        ['ada', 'password', 'sign in', '127.0.0.1'],
      ]);
    }));
});

describe('sign-in attempts', () => {
  it('at one name are bounded wherever they come from, but not for whom it knows', () =>
    withDashboard({}, async ({ redis, prefix }) => {
      const attempts = new Attempts(redis, prefix);
      expect(await attempts.count('ada', '10.0.0.1')).to.equal(0);
      await attempts.succeeded('ada', '10.0.0.1');
      for (let guess = 1; guess <= 10; guess += 1) {
        expect(await attempts.count('ada', `10.1.0.${guess}`)).to.equal(0);
      }
      expect(await attempts.count('ada', '10.2.0.1')).to.be.within(1, 900);
      expect(await attempts.count('ada', '10.0.0.1')).to.equal(0);
      expect(await attempts.count('bob', '10.2.0.1')).to.equal(0);
      for (let guess = 1; guess <= 10; guess += 1) await attempts.count('nobody', `10.1.1.${guess}`);
      expect(await attempts.count('nobody', '10.2.0.2')).to.be.within(1, 900);
    }));

  it('of an IPv6 address count for all that its owner can choose from', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).to.equal(networkOf('2001:db8:1:2::9'));
    expect(networkOf('2001:db8:1:2::')).not.to.equal(networkOf('2001:db8:1:3::'));
    expect(networkOf('fe80::1%eth0')).to.equal('fe80:0:0:0');
    expect(networkOf('::1')).to.equal('0:0:0:0');
    expect(networkOf('::ffff:10.0.0.1')).to.equal('::ffff:10.0.0.1');
    expect(networkOf('10.0.0.1')).to.equal('10.0.0.1');
  });
});

async function statusFor(url: string, cookie: string): Promise<number> {
  return (await fetch(`${url}/queues/api/queues`, { headers: { cookie } })).status;
}
