import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runCommand, startCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

const PASSWORD = 'a long enough password';
const COMMAND = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url));

describe('the dashboard’s users on the command line', function () {
  this.timeout(60_000);

  let environment: NodeJS.ProcessEnv;

  let folder: WorkflowFolder;

  beforeEach(async () => {
    folder = await createWorkflowFolder();
    environment = {
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      PORT: '0',
    };
  });
  afterEach(() => folder.remove());

  const command = (args: string[], input?: string) => runCommand(args, environment, input);

  it('are added with a password that is piped in, listed, changed and removed', async () => {
    const added = await command(['user', 'add', 'Ada', '--role', 'operator'], `${PASSWORD}\nanother line\n`);
    expect(added.out).to.equal('Ada can sign in as operator.\n');
    const changed = await command(['user', 'add', 'ada', '--role', 'viewer'], 'yet another password');
    expect(changed.out).to.contain('new password and is viewer');
    await command(['user', 'add', 'bob', '--role', 'viewer'], PASSWORD);
    const listed = JSON.parse((await command(['user', 'list', '--json'])).out) as object[];
    expect(listed.map((user) => ({ ...user, changed_at: '' }))).to.deep.equal([
      { name: 'ada', role: 'viewer', changed_at: '' },
      { name: 'bob', role: 'viewer', changed_at: '' },
    ]);
    expect((await command(['user', 'remove', 'bob'])).out).to.contain("bob can't sign in any more");
    expect((await command(['user', 'list'])).out)
      .to.contain('ada')
      .and.not.contain('bob');
  });

  it('are refused with a code when something is wrong', async () => {
    for (const [args, input, code] of [
      [['add', 'ada', '--role', 'operator'], 'short', 'password_weak'],
      [['add', 'ada', '--role', 'operator'], '', 'password_weak'],
      [['add', 'ada', '--role', 'admin'], PASSWORD, 'usage_invalid'],
      [['add', 'ada'], PASSWORD, 'user_incomplete'],
      [['remove'], undefined, 'user_incomplete'],
      [['add', 'a b', '--role', 'viewer'], PASSWORD, 'user_name_invalid'],
      [['remove', 'nobody'], undefined, 'user_not_found'],
    ] as const) {
      const { code: exit, err } = await command(['user', ...args], input);
      expect(exit).to.equal(2);
      expect(err).to.contain(`[${code}]`);
    }
    expect((await command(['user', 'list'])).out).to.equal('No users.\n');
  });

  it('are asked twice for a password that isn’t shown', async () => {
    const twice = await atTerminal(['user', 'add', 'ada', '--role', 'viewer'], [PASSWORD, PASSWORD]);
    expect(twice).to.contain('Password:').and.contain('Once more:').and.contain('ada can sign in as viewer.');
    expect(twice).not.to.contain(PASSWORD);
    const mistyped = await atTerminal(['user', 'add', 'bob', '--role', 'viewer'], [PASSWORD, `${PASSWORD}!`]);
    expect(mistyped).to.contain('[password_mistyped]');
    expect((await command(['user', 'list'])).out).not.to.contain('bob');
  });

  it('can sign in at once, without a restart, and close a dashboard that was open to its machine', async () => {
    const dashboard = startCommand(['dashboard'], environment);
    try {
      const [, base = ''] = await dashboard.said(/ready on (http:\/\/127\.0\.0\.1:\d+)/);
      await dashboard.said(/no login.*hrflow-sync user add/);
      expect((await fetch(`${base}/queues/api/queues`)).status).to.equal(200);
      await command(['user', 'add', 'ada', '--role', 'operator'], PASSWORD);
      expect((await fetch(`${base}/queues/api/queues`)).status).to.equal(401);
      const signedIn = await fetch(`${base}/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams({ user: 'ada', password: PASSWORD }),
      });
      expect(signedIn.headers.get('location')).to.equal('/');
    } finally {
      await dashboard.stop();
    }
  });

  it('and half a configuration, keep the dashboard from starting open by mistake', async () => {
    for (const [settings, code] of [
      [{ DASHBOARD_USER: 'ada' }, 'dashboard_auth_incomplete'],
      [{ DASHBOARD_PASSWORD: PASSWORD }, 'dashboard_auth_incomplete'],
      [{ DASHBOARD_OIDC_ISSUER: 'https://id.example' }, 'oidc_incomplete'],
      [{ DASHBOARD_PROXY_USER_HEADER: 'X-User', DASHBOARD_PROXY_VIEWERS: '*' }, 'proxy_login_incomplete'],
      [{ DASHBOARD_PROXY_USER_HEADER: 'X User' }, 'environment_invalid'],
      [{ HOST: '0.0.0.0' }, 'dashboard_auth_required'],
    ] as const) {
      const { code: exit, err } = await runCommand(['dashboard'], { ...environment, ...settings });
      expect(exit, code).to.equal(2);
      expect(err).to.contain(`[${code}]`);
    }
  });

  it('are in the audit log when somebody changes them, as what else is done on the command line', async () => {
    await command(['user', 'add', 'ada', '--role', 'operator'], PASSWORD);
    await command(['pause', 'nightly', '--reason', 'holidays']);
    await command(['resume', 'nightly']);
    await command(['retry', '--code', 'server_error']);
    await command(['erase', 'marie@example.org']);
    await command(['drop', '--workflow', 'nightly', '--reason', 'left']);
    const { out } = await command(['audit', '--json']);
    const records = JSON.parse(out) as Record<string, string>[];
    expect(
      records.map(({ name, via, action, target, detail }) => [name, via, action, target, detail]),
    ).to.deep.equal(
      [
        ['drop', 'workflow nightly', '0 dead letters: left'],
        [
          'erase',
          `item ${createHash('sha256').update('marie@example.org').digest('hex').slice(0, 16)}`,
          null,
        ],
        ['retry', 'code server_error', '0 dead letters'],
        ['resume', 'nightly', null],
        ['pause', 'nightly', 'holidays'],
        ['set user', 'user ada', 'operator'],
      ].map(([...rest]) => [userInfo().username, 'cli', ...rest]),
    );
    expect(out).not.to.contain(PASSWORD);
    expect((await command(['audit', '--limit', '1'])).out)
      .to.contain('drop')
      .and.not.contain('pause');
    expect((await command(['audit', '--access'])).out).to.equal('Nothing yet.\n');
  });

  /** Types lines at a terminal of the command's own, each once it is asked for; resolves to what was on the screen. */
  async function atTerminal(args: string[], lines: string[]): Promise<string> {
    const { PATH, HOME } = process.env;
    const words = [process.execPath, COMMAND, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', words, '/dev/null'], {
      env: { PATH, HOME, TERM: 'xterm', ...environment },
    });
    let screen = '';
    let typed = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      const asked = screen.match(/Password: |Once more: /g)?.length ?? 0;
      while (typed < Math.min(asked, lines.length)) child.stdin.write(`${lines[typed++]}\r`);
    });
    await once(child, 'close');
    return screen;
  }
});
