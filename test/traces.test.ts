import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as sendOn, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand, startCommand, type RunningCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { until } from './support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface TraceExport {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

/** A collector that takes OTLP over HTTP, as JSON. */
class Collector {
  readonly texts: string[] = [];
  readonly headers: NodeJS.Dict<string | string[]>[] = [];
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request
      .setEncoding('utf8')
      .on('data', (chunk: string) => (text += chunk))
      .on('end', () => {
        if (request.url === '/v1/traces') this.texts.push(text);
        this.headers.push(request.headers);
        response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end('{}');
      });
  });

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  spans(): Span[] {
    return this.texts
      .map((text) => JSON.parse(text) as TraceExport)
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

const attribute = (span: Span, key: string): unknown =>
  Object.values(span.attributes.find((each) => each.key === key)?.value ?? {})[0];

describe('traces', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let collector: Collector;
  let environment: NodeJS.ProcessEnv;
  let workers: RunningCommand[];

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 150, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    collector = new Collector();
    environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      METRICS_PORT: '0',
      HOST: '127.0.0.1',
      OTEL_TRACES: 'on',
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(),
    };
    workers = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await collector.close();
    await sandbox.close();
    await folder.remove();
  });

  async function startWorkers(count: number, more: NodeJS.ProcessEnv = {}): Promise<void> {
    workers = Array.from({ length: count }, () => startCommand(['worker'], { ...environment, ...more }));
    await Promise.all(workers.map((worker) => worker.said(/ready on/)));
  }

  /** Ends the workers, which send what they still have. */
  async function spansOfAll(): Promise<Span[]> {
    await Promise.all(workers.map((worker) => worker.stop()));
    workers = [];
    return collector.spans();
  }

  it('show a run, its pages, pushes and requests as one, over all workers, with the run at its root', async () => {
    await startWorkers(2);
    const { out, code } = await runCommand(['run', 'candidates', '--json'], environment);
    expect(code).to.equal(0);
    const result = JSON.parse(out) as {
      run_id: string;
      started_at: string;
      events: { write_success: number };
    };
    const spans = await spansOfAll();

    const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
    expect(roots.map(({ name }) => name)).to.deep.equal(['run candidates']);
    const [root] = roots;
    expect(attribute(root!, 'hrflow_sync.run')).to.equal(result.run_id);
    expect(Number(root?.startTimeUnixNano) / 1e6).to.be.closeTo(Date.parse(result.started_at), 1);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).to.equal(1);

    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const parentOf = (span: Span): string => byId.get(span.parentSpanId ?? '')?.name ?? 'nothing';
    const parents = (name: string): Set<string> =>
      new Set(spans.filter((span) => span.name === name).map(parentOf));
    expect(parents('process runs')).to.deep.equal(new Set(['run candidates']));
    expect(parents('process pulls')).to.deep.equal(new Set(['run candidates']));
    expect(parents('GET greenhouse')).to.deep.equal(new Set(['process pulls']));
    expect(parents('process pages')).to.deep.equal(new Set(['process pulls']));
    expect([...parents('process pushes')]).to.deep.equal(['process pulls']);
    expect([...parents('PUT hrflow')]).to.deep.equal(['process pushes']);

    const ordinals = spans
      .filter(({ name }) => name === 'process pushes')
      .map((span) => Number(attribute(span, 'hrflow_sync.ordinal')));
    expect(new Set(ordinals).size).to.equal(result.events.write_success);
  });

  it('hold no name, address, reference, credential or message, and say by its code why something failed', async () => {
    const candidates = [...sandbox.candidates()];
    const rejected = String(candidates[2]?.id);
    sandbox.reject([rejected], `candidate ${candidates[2]?.first_name} is not welcome`);
    await startWorkers(1);
    await runCommand(['run', 'candidates', '--json'], environment);
    const failed = (await spansOfAll()).filter(({ status }) => status.code === 2);
    expect(failed.map(({ name }) => name)).to.include.members(['process pushes', 'PUT hrflow']);
    const push = failed.find(({ name }) => name === 'process pushes');
    expect(push?.status.message).to.equal('bad_request');

    const sent = collector.texts.join('\n');
    const secrets = ['HRFLOW_API_SECRET', 'HRFLOW_API_USER', 'HRFLOW_SOURCE_KEY', 'GREENHOUSE_API_KEY'];
    for (const secret of secrets) expect(sent).to.not.include(environment[secret]);
    expect(sent).to.not.include('not welcome');
    // Numbers of a candidate are rare enough not to be found in ids by chance, and people's names have 4 letters.
    const words = candidates.flatMap(({ id, last_name: name }) => [`"${id}"`, `/${id}`, name ?? '']);
    const found = words.filter((word) => word.length > 3 && new RegExp(`\\b${word}\\b`).test(sent));
    expect(found).to.deep.equal([]);
    expect(sent).to.not.match(/@example|bullmq\.job\.result|failed\.reason|stacktrace/);
    const keys = new Set(collector.spans().flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...keys].filter((key) => !/^(hrflow_sync|http|bullmq|error|peer)\./.test(key))).to.deep.equal([]);
  });

  it('tell nobody else: neither Greenhouse nor HrFlow gets a header of a trace', async () => {
    const names = new Set<string>();
    const proxy = createServer((request, response) => {
      for (const name of Object.keys(request.headers)) names.add(name);
      const { method, headers, url = '' } = request;
      const onward = sendOn(`${sandbox.url}${url}`, { method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const base = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const through = { GREENHOUSE_API_URL: `${base}/greenhouse`, HRFLOW_API_URL: `${base}/hrflow` };
    await startWorkers(1, through);
    const { code } = await runCommand(['run', 'candidates', '--json'], environment);
    expect(code).to.equal(0);
    expect((await spansOfAll()).length).to.be.greaterThan(100);
    expect([...names]).to.include.members(['authorization', 'x-api-key']);
    expect([...names].filter((name) => /trace|baggage/i.test(name))).to.deep.equal([]);
    proxy.close();
    proxy.closeAllConnections();
    await once(proxy, 'close');
  });

  it('are of as many runs as wanted: of none at 0, though all is on', async () => {
    await startWorkers(1, { OTEL_TRACES_SAMPLER_ARG: '0' });
    await runCommand(['run', 'candidates', '--json'], environment);
    expect(await spansOfAll()).to.deep.equal([]);
  });

  it('end with the worker even when the collector is away', async () => {
    await startWorkers(1, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const { code } = await runCommand(['run', 'candidates', '--json'], environment);
    expect(code).to.equal(0);
    expect(
      await Promise.all(workers.map(async (worker) => (await worker.stop(), worker.ended()))),
    ).to.deep.equal([0]);
    workers = [];
  });

  it('cost nothing while they are off: not one module of OpenTelemetry’s SDK is loaded', async () => {
    const off = await modulesOf({ OTEL_TRACES: 'off' });
    expect(off.filter((path) => path.includes('/bullmq/'))).to.not.deep.equal([]);
    expect(
      off.filter((path) => /\/node_modules\/(@opentelemetry\/(?!api\/)|bullmq-otel\/)/.test(path)),
    ).to.deep.equal([]);
    const on = await modulesOf({});
    expect(on.some((path) => path.includes('/@opentelemetry/sdk-trace'))).to.equal(true);
  });

  /** Every CommonJS module a worker has loaded by its end; those of OpenTelemetry and BullMQ are. */
  async function modulesOf(more: NodeJS.ProcessEnv): Promise<string[]> {
    const directory = await mkdtemp(join(tmpdir(), 'hrflow-sync-modules-'));
    const list = join(directory, 'modules.json');
    const spy = join(directory, 'spy.cjs');
    await writeFile(
      spy,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require('node:module')._cache))));`,
    );
    await startWorkers(1, { ...more, NODE_OPTIONS: `--require=${spy}` });
    await spansOfAll();
    const modules = JSON.parse(await until(() => readFile(list, 'utf8'))) as string[];
    await rm(directory, { recursive: true, force: true });
    return modules;
  }
});
