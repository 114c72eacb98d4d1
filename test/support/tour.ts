import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand, startCommand, type RunningCommand } from './command.js';
import { until } from './until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './workflow-folder.js';

const PASSWORD = 'a long enough password';
const HOOK_SECRET = 'a-secret-of-this-test';
const API_TOKEN = 'token-of-a-test-that-is-long-enough-0';

const ticking = candidatesWorkflow('schedule: { every: 3_600_000 },').replace("'candidates'", "'ticking'");
const catching = `
import { defineWorkflow, env, BreezyHR } from 'hrflow-sync';
export default defineWorkflow({
  id: 'catching',
  action: BreezyHR.create_profiles_in_hrflow,
  webhook: { secret: env('HOOK_SECRET') },
  connectorAuth: { email: env('BREEZYHR_EMAIL'), password: env('BREEZYHR_PASSWORD'), company_name: env('BREEZYHR_COMPANY_NAME') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
});
`;
const WORKFLOWS = {
  'candidates.ts': candidatesWorkflow(`
  incremental: true,
  skipUnchanged: true,
  callback: async ({ items }) => { for await (const item of items) void item; },
  notify: { url: env('NOTIFY_URL'), allowPrivateAddress: true },`),
  'ticking.ts': ticking,
  'catching.ts': catching,
};

interface RunStatus {
  readonly run_id: string;
  readonly workflow_id: string;
  readonly status: string;
  readonly events: Record<string, number>;
}

/** A deployment of every role, each in a process of its own, with its own doubles of all systems. */
export class TouredDeployment {
  private constructor(
    readonly sandbox: Sandbox,
    private readonly folder: WorkflowFolder,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly receiver: Server,
    /** What the receiver of notifications was told. */
    readonly told: readonly string[],
    private readonly roles: readonly RunningCommand[],
    readonly urls: { readonly api: string; readonly dashboard: string; readonly metrics: readonly string[] },
  ) {}

  /** @param redis `REDIS_URL` and `REDIS_PREFIX` */
  static async start(redis: NodeJS.ProcessEnv, candidates = 30): Promise<TouredDeployment> {
    const sandbox = await startSandbox({ candidates, hrflow: { syncParsing: true } });
    const folder = await createWorkflowFolder(WORKFLOWS);
    const told: string[] = [];
    const receiver = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => told.push(text));
      request.on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const environment = {
      ...sandbox.environment,
      ...redis,
      WORKFLOWS_DIR: folder.path,
      HOOK_SECRET,
      NOTIFY_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      API_TOKENS: API_TOKEN,
      HOST: '127.0.0.1',
    };
    const added = await runCommand(['user', 'add', 'ada', '--role', 'operator'], environment, PASSWORD);
    expect(added.code, added.err).to.equal(0);
    const ports = { PORT: '0', API_PORT: '0', METRICS_PORT: '0' };
    const roles = ['worker', 'scheduler', 'dashboard'].map((role) =>
      startCommand([role], { ...environment, ...ports }),
    );
    const [worker, scheduler, dashboard] = roles;
    const address = async (role: RunningCommand | undefined, before: string): Promise<string> =>
      (await role?.said(new RegExp(`${before}(http://127\\.0\\.0\\.1:\\d+)`)))?.[1] ?? '';
    const urls = {
      api: await address(scheduler, 'webhooks on '),
      dashboard: await address(dashboard, 'ready on '),
      metrics: [await address(worker, 'ready on '), await address(scheduler, 'ready on ')],
    };
    return new TouredDeployment(sandbox, folder, environment, receiver, told, roles, urls);
  }

  async close(): Promise<void> {
    await Promise.all(this.roles.map((role) => role.stop()));
    this.receiver.close();
    this.receiver.closeAllConnections();
    await this.sandbox.close();
    await this.folder.remove();
  }

  /** What every role said on standard error. */
  log(): string {
    return this.roles.map((role) => role.err()).join('\n');
  }

  command(...args: string[]) {
    return runCommand(args, this.environment);
  }

  /** The document a command ends with. */
  async document<Document>(...args: string[]): Promise<Document> {
    const { out, err } = await this.command(...args, '--json');
    try {
      return JSON.parse(out) as Document;
    } catch {
      throw new Error(`${args.join(' ')}: no document; it said: ${err}`);
    }
  }

  async api<Document>(method: string, path: string, body?: unknown): Promise<Document> {
    const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
    const answer = await fetch(`${this.urls.api}/api${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    expect(answer.status, `${method} ${path}: ${text}`).to.be.below(300);
    return JSON.parse(text) as Document;
  }

  /** Asks for a run through the API and waits for its end. */
  async run(workflow: string, body: unknown = {}): Promise<RunStatus> {
    const { run_id } = await this.api<RunStatus>('POST', `/workflows/${workflow}/runs`, body);
    return this.ended(run_id);
  }

  /** Waits for the end of a run; one that no worker has begun yet is not listed. */
  ended(runId: string): Promise<RunStatus> {
    return until(async () =>
      (await this.runs()).find(({ run_id, status }) => run_id === runId && status !== 'running'),
    );
  }

  async runs(): Promise<readonly RunStatus[]> {
    return (await this.api<{ runs: RunStatus[] }>('GET', '/runs?limit=100')).runs;
  }

  /** References of the dead letters of a run. */
  async failures(runId: string): Promise<readonly string[]> {
    type Failures = { failures: { reference: string }[] };
    const { failures } = await this.api<Failures>('GET', `/runs/${runId}/failures`);
    return failures.map(({ reference }) => reference);
  }

  /** Delivers an event about a candidate to the webhook. */
  async deliver(): Promise<void> {
    const [candidate] = this.sandbox.breezyhr.candidates();
    const body = JSON.stringify({
      _id: 'event-1',
      type: 'candidateAdded',
      object: {
        candidate: { _id: candidate?._id, name: candidate?.name },
        position: { _id: candidate?.position_id },
      },
    });
    const signature = createHmac('sha256', HOOK_SECRET).update(body).digest('hex');
    const answer = await fetch(`${this.urls.api}/hooks/catching`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hook-signature': signature },
    });
    expect(answer.status, await answer.text()).to.equal(202);
  }

  /** Signs in to the dashboard. */
  async signIn(): Promise<Visit> {
    const response = await fetch(`${this.urls.dashboard}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ user: 'ada', password: PASSWORD }),
    });
    expect(response.headers.get('location')).to.equal('/');
    const cookie = response.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    return new Visit(this.urls.dashboard, cookie);
  }
}

/** What somebody does who is signed in. */
export class Visit {
  constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  async read(path: string): Promise<string> {
    const answer = await fetch(this.url + path, { headers: { cookie: this.cookie, accept: 'text/html' } });
    const text = await answer.text();
    expect(answer.status, `${path}: ${text.slice(0, 300)}`).to.equal(200);
    return text;
  }

  /** Sends a form as the page it is on would; resolves to where it leads. */
  async send(page: string, action: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec(await this.read(page)) ?? [];
    const answer = await fetch(this.url + action, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, csrf }),
      headers: { cookie: this.cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' },
      redirect: 'manual',
    });
    expect(answer.status, `${action}: ${(await answer.text()).slice(0, 300)}`).to.equal(303);
    return answer.headers.get('location') ?? '';
  }
}
