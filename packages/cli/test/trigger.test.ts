import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { runCommand, startCommand, type RunningCommand } from '../../../test/support/command.js';
import { newPrefix, redisUrl } from '../../../test/support/redis.js';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../../../test/support/workflow-folder.js';

const TOKEN = 'a-token-for-tests-and-nothing-else-0123';

describe('hrflow-sync trigger', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let serving: RunningCommand;
  let url: string;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 30, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
  });
  afterEach(async () => {
    await serving.stop();
    await sandbox.close();
    await folder.remove();
  });

  /** Starts roles; the API is the scheduler's. */
  async function serve(role: 'start' | 'scheduler'): Promise<void> {
    environment = { REDIS_URL: redisUrl(), REDIS_PREFIX: newPrefix() };
    serving = startCommand([role], {
      ...sandbox.environment,
      ...environment,
      WORKFLOWS_DIR: folder.path,
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
      API_PORT: '0',
      API_TOKENS: TOKEN,
    });
    [, url = ''] = await serving.said(/reference on (\S+)\/api\/docs/);
    await serving.said(/ready on/);
  }
  const trigger = (...args: string[]) =>
    runCommand(['trigger', 'candidates', ...args], { API_URL: url, API_TOKEN: TOKEN });

  it('asks for a run and follows it to its end, without Redis or workflow files', async () => {
    await serve('start');
    const { code, out, err } = await trigger('--wait', '--json');
    expect(code, err).to.equal(0);
    const result = JSON.parse(out) as { run_id: string; events: Record<string, number> };
    expect(result).to.include({ workflow_id: 'candidates', status: 'success' });
    expect(result.events['read_success']).to.equal(30);
    expect(err).to.match(/^candidates: /m);
    // The same document as that of a run that was followed in Redis.
    const run = await runCommand(['run', 'candidates', '--json'], {
      ...sandbox.environment,
      ...environment,
      WORKFLOWS_DIR: folder.path,
    });
    expect(Object.keys(result)).to.deep.equal(Object.keys(JSON.parse(run.out) as object));
  });

  it('ends with exit code 1 when the run is fatal', async () => {
    sandbox.addFault({ api: 'hrflow', fault: { kind: 'status', status: 401 } });
    await serve('start');
    const { code, out } = await trigger('--wait');
    expect(code).to.equal(1);
    expect(out).to.contain('fatal').and.to.contain('hrflowAuth');
  });

  it('takes parameters of one run as JSON or as text, whichever the action wants, and a dry run', async () => {
    await serve('start');
    const [first] = [...sandbox.candidates()];
    const given = ['--pull', `candidate_ids=${first?.id}`, '--pull', 'skip_count=true', '--dry-run'];
    const { code, out, err } = await trigger(...given, '--wait', '--json');
    expect(code, err).to.equal(0);
    expect((JSON.parse(out) as { events: object }).events).to.include({ read_success: 1, write_success: 0 });
    expect(sandbox.records.written()).to.deep.equal([]);
  });

  describe('where no worker takes it up', () => {
    beforeEach(() => serve('scheduler'));

    it('is done once the run is in the queue; the same key asks for the same run', async () => {
      const first = await trigger('--idempotency-key', 'a', '--json');
      expect(first.code).to.equal(0);
      const { run_id: runId, ...rest } = JSON.parse(first.out) as { run_id: string };
      expect(rest).to.deep.equal({ workflow_id: 'candidates', added: true });
      const again = await trigger('--idempotency-key', 'a');
      expect(again.out).to.contain(runId);
      const other = await trigger('--idempotency-key', 'a', '--dry-run');
      expect([other.code, other.out]).to.deep.equal([2, '']);
      expect(other.err).to.contain('[idempotency_key_reused]');
    });

    it('says that a run is in flight, and which', async () => {
      const { run_id: runId } = JSON.parse((await trigger('--json')).out) as { run_id: string };
      expect((await trigger()).out).to.equal(`A run of candidates is in flight already: ${runId}.\n`);
    });

    it('leaves the run going at Ctrl-C, and says how to follow and to cancel it', async () => {
      const waiting = startCommand(['trigger', 'candidates', '--wait'], { API_URL: url, API_TOKEN: TOKEN });
      await waiting.said('candidates: waiting for a worker');
      waiting.child.kill('SIGINT');
      expect(await waiting.ended()).to.equal(130);
      expect(waiting.err()).to.match(/Run (\S+) goes on.*\n.*status \1 --watch\n.*cancel \1/);
      expect(waiting.out()).to.equal('');
    });

    const REFUSED: Readonly<Record<string, { args?: string[]; more?: NodeJS.ProcessEnv; says: RegExp }>> = {
      'a parameter nobody knows': {
        args: ['candidates', '--pull', 'city=Paris'],
        says: /pull_parameters\.city: unknown field.*\[request_invalid\]/s,
      },
      'a parameter of the wrong kind, told as it was meant': {
        args: ['candidates', '--pull', 'skip_count=3'],
        says: /pull_parameters\.skip_count: .*boolean.*number.*\[request_invalid\]/s,
      },
      'a workflow that is not there': { args: ['nightly'], says: /"nightly".*\[workflow_not_found\]/ },
      'a token that is none': { more: { API_TOKEN: 'guessed' }, says: /\[unauthorized\]/ },
      'a missing token': { more: { API_TOKEN: '' }, says: /API_TOKEN.*API_TOKENS.*\[api_token_missing\]/ },
      'an address that is none': {
        more: { API_URL: 'scheduler:3001' },
        says: /"scheduler:3001".*\[api_url_invalid\]/,
      },
    };
    for (const [name, { args = ['candidates'], more, says }] of Object.entries(REFUSED)) {
      it(`refuses ${name}, and prints nothing else`, async () => {
        const { code, out, err } = await runCommand(['trigger', ...args], {
          API_URL: `${url}/api/`,
          API_TOKEN: TOKEN,
          ...more,
        });
        expect([code, out]).to.deep.equal([2, '']);
        expect(err).to.match(says);
      });
    }
  });
});

describe('hrflow-sync trigger, with something else at the address,', () => {
  let server: Server;
  let seen: IncomingMessage[];
  let answers: { status: number; body: string }[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push(request);
      const { status, body } = answers[Math.min(seen.length, answers.length) - 1] ?? {
        status: 500,
        body: '',
      };
      response.writeHead(status, { connection: 'close' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const trigger = (...args: string[]) =>
    runCommand(['trigger', 'nightly', ...args], {
      API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      API_TOKEN: TOKEN,
    });

  it('says that this is not the API', async () => {
    answers = [{ status: 200, body: '<html>' }];
    const { code, out, err } = await trigger();
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.contain('answered 200').and.to.contain('[api_answer_unexpected]');
  });

  it('asks again with the same key where a proxy answered, so that it is one run', async () => {
    answers = [
      { status: 502, body: 'bad gateway' },
      { status: 202, body: JSON.stringify({ run_id: 'r', added: true }) },
    ];
    expect((await trigger()).out).to.equal('Run r of nightly is in the queue.\n');
    const [first, second] = seen.map(({ headers }) => headers['idempotency-key']);
    expect(first)
      .to.match(/^[0-9a-f-]{36}$/)
      .and.to.equal(second);
  });

  it('says that nothing answers, after three tries', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, err } = await runCommand(['trigger', 'nightly', '--url', url], { API_TOKEN: TOKEN });
    expect(code).to.equal(2);
    expect(err).to.contain(url).and.to.contain('ECONNREFUSED').and.to.contain('[api_unreachable]');
    expect(err).not.to.contain(TOKEN);
  });
});
