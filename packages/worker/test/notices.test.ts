import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError, RejectedItemError } from '@hrflow-sync/connectors';
import { env, type NotifyWhen, type Workflow } from '@hrflow-sync/core';
import { expect } from 'chai';
import { contentsOf } from '../../../test/support/contents.js';
import { until } from '../../../test/support/until.js';
import {
  pagesOf,
  startEngine,
  workflowOver,
  type EngineFixture,
  type Item,
} from './support/engine-fixture.js';

const SECRET = 'T0000-B0000-secret-of-this-address';

interface Message {
  readonly id: string;
  readonly kind: string;
  readonly workflow_id: string;
  readonly run_id: string;
  readonly reason: string | null;
  readonly code: string | null;
  readonly failed: number;
  readonly events: Readonly<Record<string, number>>;
  readonly url: string | null;
  readonly text: string;
}

/** A real receiver on loopback, which answers as it is told. */
class Receiver {
  readonly messages: Message[] = [];
  readonly paths: string[] = [];
  /** Statuses of the next answers; 200 when none is left. */
  answers: number[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(request);
    const status = this.answers.shift() ?? 200;
    this.paths.push(request.url ?? '');
    if (status === 200) this.messages.push(JSON.parse(text) as Message);
    response.writeHead(status, { connection: 'close' }).end(`echo of ${request.url}`);
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks/${SECRET}`;
  }

  /** Waits until it was told so often. */
  async told(times: number): Promise<Message[]> {
    await until(async () => this.messages.length >= times);
    return this.messages;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

const WHEN: Required<NotifyWhen> = { fatal: true, failuresAbove: 0, recovered: true };

describe('notifications', () => {
  let receiver: Receiver;
  let url: string;
  let engine: EngineFixture | undefined;
  /** What the target does with an item. */
  let push: (item: Item) => 'written';
  let check: () => Promise<void>;

  beforeEach(async () => {
    receiver = new Receiver();
    url = await receiver.listen();
    push = () => 'written';
    check = async () => undefined;
  });
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
    await receiver.close();
  });

  async function start(
    when: Partial<NotifyWhen> = {},
    options: Partial<NonNullable<Workflow['notify']>> = {},
  ): Promise<EngineFixture> {
    const notify = {
      url: env('NOTIFY_URL'),
      format: 'json' as const,
      when: { ...WHEN, ...when },
      allowPrivateAddress: true,
      ...options,
    };
    const world = { pull: pagesOf(10, 5), push: (item: Item) => push(item), check: () => check() };
    engine = await startEngine(workflowOver(world, { notify }), {
      environment: { NOTIFY_URL: url },
      dashboardUrl: 'https://sync.example.com/board/',
    });
    return engine;
  }

  const reject = (item: Item): 'written' => {
    if (item.reference !== 'item-3') return 'written';
    throw new RejectedItemError('ann.smith@example.com is not accepted', { code: 'bad_request' });
  };

  it('tell of a run with failures, with counts and a link, and nothing about a person', async () => {
    push = reject;
    const { run } = await start();
    const result = await run();
    const [message] = await receiver.told(1);
    expect(message).to.deep.include({
      kind: 'failures',
      workflow_id: 'numbers',
      run_id: result.run_id,
      failed: 1,
      url: `https://sync.example.com/board/runs/${result.run_id}`,
      text: 'numbers: the run ended with 1 failed and 9 written.',
    });
    expect(message?.events).to.include({ write_success: 9, write_failure: 1 });
    expect(JSON.stringify(message)).to.not.match(/item-3|ann\.smith|not accepted/);
  });

  it('tell of a run that ended fatal, with its reason and code but not with the message', async () => {
    check = async () => {
      throw new ConfigurationError('the key ask_123 is refused', { code: 'unauthorized' });
    };
    const { run } = await start();
    await run();
    const [message] = await receiver.told(1);
    expect(message).to.include({ kind: 'fatal', reason: 'bad_target_parameters', code: 'unauthorized' });
    expect(JSON.stringify(message)).to.not.include('ask_123');
  });

  it('tell once that all is well again, and are silent while it is', async () => {
    push = reject;
    const { run, queues } = await start();
    await run();
    push = () => 'written';
    await run();
    await run();
    const messages = await receiver.told(2);
    expect(messages.map(({ kind }) => kind)).to.deep.equal(['failures', 'recovered']);
    expect(messages[1]?.text).to.equal('numbers: all is well again, with 10 written.');
    expect(await queues.notices.getJobCountByTypes('waiting', 'active', 'delayed')).to.equal(0);
  });

  it('tell that all is well again when the dead letters of the run were retried', async () => {
    push = reject;
    const { run, queues } = await start();
    const { run_id: runId } = await run();
    await receiver.told(1);
    push = () => 'written';
    const [dead] = await queues.pushes.getFailed();
    await dead?.retry('failed', { resetAttemptsMade: true });
    const messages = await receiver.told(2);
    expect(messages[1]).to.include({ kind: 'recovered', run_id: runId });
  });

  it('tell that a workflow was paused, since no run of it ends any more', async () => {
    push = () => {
      throw new ConfigurationError('the key was revoked', { code: 'unauthorized' });
    };
    const { queues, redis, prefix } = await start();
    await queues.runs.add('numbers', { v: 1, workflowId: 'numbers', trigger: 'manual', dryRun: false });
    const messages = await receiver.told(1);
    expect(messages[0]).to.include({ kind: 'paused', code: 'unauthorized' });
    expect([...(await contentsOf(redis, prefix)).keys()].some((key) => key.endsWith(':pause'))).to.equal(
      true,
    );
    expect(messages).to.have.length(1);
  });

  it('are silent below the threshold, and of what nobody wants to know', async () => {
    push = reject;
    const { run, queues } = await start({ failuresAbove: 1 });
    await run();
    check = async () => {
      throw new ConfigurationError('refused', { code: 'unauthorized' });
    };
    await run();
    await receiver.told(1);
    expect(receiver.messages.map(({ kind }) => kind)).to.deep.equal(['fatal']);
    // A job is completed a moment after its receiver has heard.
    await until(async () => (await queues.notices.getJobCountByTypes('completed')) > 0);
    expect(await queues.notices.getJobCountByTypes('completed')).to.equal(1);
  });

  it('come to Slack as a line with a link', async () => {
    push = reject;
    const { run } = await start({}, { format: 'slack' });
    const { run_id: runId } = await run();
    const [message] = await receiver.told(1);
    expect(message).to.deep.equal({
      text: `:large_yellow_circle: numbers: the run ended with 1 failed and 9 written. <https://sync.example.com/board/runs/${runId}|Open the run>`,
    });
  });

  it('are tried again until the receiver is back, and carry the same id each time', async () => {
    receiver.answers = [503, 500];
    push = reject;
    const { run } = await start();
    const { run_id: runId } = await run();
    const [message] = await receiver.told(1);
    expect(message?.id).to.equal(`${runId}-n-failures`);
    expect(receiver.paths).to.have.length(3);
  });

  it('are given up when the address is wrong; the job says so and keeps the address to itself', async () => {
    receiver.answers = [404];
    push = reject;
    const { run, queues, redis, prefix, events } = await start();
    const failed = once(events, 'notice.failed') as Promise<[{ error: Error }]>;
    await run();
    const [{ error }] = await failed;
    const [job] = await until(async () => {
      const jobs = await queues.notices.getFailed();
      return jobs.length > 0 && jobs;
    });
    expect(job?.failedReason).to.match(/^\[not_found\]/);
    expect(`${error.message} ${JSON.stringify(error)}`).to.not.include(SECRET);
    const stored = [...(await contentsOf(redis, prefix)).values()].join('\n');
    expect(stored).to.not.include(SECRET);
  });

  it('go to no address inside a private network unless that is allowed', async () => {
    push = reject;
    for (const address of [
      'https://127.0.0.1/x',
      'https://localhost/x',
      'https://10.1.2.3/x',
      'https://[::1]/x',
    ]) {
      const { run, queues, close } = await start({}, { url: address, allowPrivateAddress: false });
      await run();
      const [job] = await until(async () => {
        const jobs = await queues.notices.getFailed();
        return jobs.length > 0 && jobs;
      });
      expect(job?.failedReason, address).to.match(/^\[receiver_address_private\]/);
      await close();
      engine = undefined;
    }
    const { run, queues } = await start({}, { allowPrivateAddress: false });
    await run();
    const [job] = await until(async () => {
      const jobs = await queues.notices.getFailed();
      return jobs.length > 0 && jobs;
    });
    expect(job?.failedReason).to.match(/^\[receiver_url_invalid\].*https/);
    expect(receiver.paths).to.deep.equal([]);
  });

  it('are not lost when the worker dies between the end of the run and telling it', async () => {
    push = reject;
    const { run, queues, redis, prefix, addWorker } = await start();
    const { run_id: runId } = await run();
    await receiver.told(1);
    await until(async () => (await queues.notices.getCompletedCount()) === 1);
    // As a worker that died right after the run's end leaves it: finished in the ledger, its job still to do.
    await queues.notices.obliterate();
    await redis.del(`${prefix}:ledger:workflow:numbers:trouble`);
    const job = await until(async () => {
      const found = await queues.runs.getJob(runId);
      return (await found?.isCompleted()) && found;
    });
    await job.retry('completed');
    await addWorker();
    const messages = await receiver.told(2);
    expect(messages.map(({ id }) => id)).to.deep.equal([`${runId}-n-failures`, `${runId}-n-failures`]);
  });
});
