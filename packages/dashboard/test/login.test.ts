import { expect } from 'chai';
import { FailedLogins } from '../src/login/failed-logins.js';
import { SESSION_MS, Sessions } from '../src/login/sessions.js';
import { cookieOf, CREDENTIALS, sessionCookie, signIn, withDashboard } from './fixture.js';

describe('the dashboard’s login', () => {
  it('is asked for by every page but health and metrics', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      for (const path of ['/', '/queues/', '/queues/queue/pushes?status=failed']) {
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
        /^hrflow_sync_session=\S+; Max-Age=43200; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/,
      );
      const page = await fetch(`${url}/`, { headers: { cookie: cookieOf(response) } });
      expect(page.status).to.equal(200);
    }));

  it('gives a cookie for https only when the public address is https', () =>
    withDashboard({ baseUrl: 'https://ops.example/sync/' }, async ({ dashboard: { url } }) => {
      const response = await signIn(url);
      expect(response.headers.getSetCookie()[0]).to.match(/^__Host-hrflow_sync_session=.*; Secure/);
      expect(response.headers.get('location')).to.equal('/sync/');
      expect(response.headers.get('strict-transport-security')).to.match(/max-age/);
    }));

  it('refuses a wrong password and a wrong name in the same words', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const wrongPassword = await signIn(url, { user: 'ada', password: 'wrong' });
      expect(wrongPassword.status).to.equal(401);
      expect(wrongPassword.headers.getSetCookie()).to.deep.equal([]);
      const text = await wrongPassword.text();
      expect(text).to.contain('don’t match').and.not.contain('wrong');
      const wrongUser = await signIn(url, { ...CREDENTIALS, user: '"><script>' });
      expect(wrongUser.status).to.equal(401);
      expect(await wrongUser.text())
        .to.contain('don’t match')
        .and.not.contain('<script>');
    }));

  it('refuses forged, changed and missing cookies', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const cookie = await sessionCookie(url);
      const far = cookie.replace(/=\d+/, '=9999999999999');
      for (const forged of [far, `${cookie}x`, cookie.slice(0, -1), 'hrflow_sync_session=a.b.c', '']) {
        const response = await fetch(`${url}/queues/api/queues`, { headers: { cookie: forged } });
        expect(response.status).to.equal(401);
      }
    }));

  it('ends a session at sign-out, also for who kept the cookie', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const cookie = await sessionCookie(url);
      const other = await sessionCookie(url);
      const response = await fetch(`${url}/logout`, {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      });
      expect(response.headers.get('location')).to.equal('/login');
      const status = async (kept: string) =>
        (await fetch(`${url}/queues/api/queues`, { headers: { cookie: kept } })).status;
      expect(await status(cookie)).to.equal(401);
      expect(await status(other)).to.equal(200);
    }));

  it('lets an address try ten times a minute', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        expect((await signIn(url, { user: 'ada', password: `${attempt}` })).status).to.equal(401);
      }
      const refused = await signIn(url);
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
    }));

  it('is refused to a form on another site', () =>
    withDashboard({}, async ({ dashboard: { url } }) => {
      const evil = { 'sec-fetch-site': 'cross-site' };
      expect((await signIn(url, CREDENTIALS, evil)).status).to.equal(403);
    }));
});

describe('a session', () => {
  const sessions = new Sessions(CREDENTIALS, 'secret');

  it('ends after twelve hours', () => {
    const token = sessions.issue(1_000);
    expect(sessions.isValid(token, 1_000 + SESSION_MS - 1)).to.equal(true);
    expect(sessions.isValid(token, 1_000 + SESSION_MS)).to.equal(false);
  });

  it('survives a restart with the same secret, and not a changed password', () => {
    const token = sessions.issue();
    expect(new Sessions(CREDENTIALS, 'secret').isValid(token)).to.equal(true);
    expect(new Sessions(CREDENTIALS, 'another').isValid(token)).to.equal(false);
    expect(new Sessions({ ...CREDENTIALS, password: 'new' }, 'secret').isValid(token)).to.equal(false);
  });
});

describe('failed logins', () => {
  it('of one address don’t count for another, and are forgotten after a minute', () => {
    const failures = new FailedLogins();
    for (let attempt = 1; attempt <= 10; attempt += 1) failures.add('one', 0);
    expect(failures.waitSeconds('one', 30_000)).to.equal(30);
    expect(failures.waitSeconds('two', 30_000)).to.equal(0);
    expect(failures.waitSeconds('one', 60_000)).to.equal(0);
    failures.add('one', 60_000);
    expect(failures.waitSeconds('one', 60_000)).to.equal(0);
  });

  it('of very many addresses push out the oldest rather than fill memory', () => {
    const failures = new FailedLogins();
    for (let attempt = 1; attempt <= 10; attempt += 1) failures.add('first', 0);
    expect(failures.waitSeconds('first', 0)).to.equal(60);
    for (let address = 0; address < 10_000; address += 1) failures.add(`${address}`, 0);
    expect(failures.waitSeconds('first', 0)).to.equal(0);
  });
});
