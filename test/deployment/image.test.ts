import { execFile } from 'node:child_process';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@hrflow-sync/core';
import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { validate } from 'dockerfile-utils';
import { startFaultProxy } from '../support/fault-proxy.js';
import { newPrefix, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from '../support/workflow-folder.js';
import { readCompose, rolesOf, type Service } from './compose.js';
import {
  buildImage,
  instructionsOf,
  jsonOf,
  readDockerfile,
  ROOT,
  startContainer,
  type Container,
  type Image,
} from './image.js';

const run = promisify(execFile);

/** Ports as a container has them, and free ones of this machine in their place. */
type Ports = Readonly<Record<'3000' | '3001' | '4010' | '9464', number>>;

describe('Dockerfile', () => {
  it('is one that the linter has nothing to say about', async () => {
    const { text } = await readDockerfile();
    const findings = validate(text).map(
      ({ range, message }) => `${range.start.line + 1}: ${JSON.stringify(message)}`,
    );
    expect(findings).to.deep.equal([]);
  });

  it('ends as a user who is not root, with node as process 1 and no shell in between', async () => {
    const { dockerfile } = await readDockerfile();
    const lastStage = instructionsOf(dockerfile, 'FROM').at(-1)?.getRange().start.line ?? 0;
    const user = instructionsOf(dockerfile, 'USER').at(-1);
    expect(user?.getRawArgumentsContent()).to.equal('node');
    expect(user?.getRange().start.line).to.be.greaterThan(lastStage);
    expect(jsonOf(dockerfile, 'ENTRYPOINT')).to.deep.equal(['node', '/app/dist/bin.js']);
  });

  it('builds and runs on one version of Node, with the pnpm this project is tested with', async () => {
    const { text, dockerfile } = await readDockerfile();
    const images = instructionsOf(dockerfile, 'FROM').map(
      (each) => each.getRawArgumentsContent()?.split(' ')[0],
    );
    expect(images).to.have.length(2);
    expect(new Set(images).size).to.equal(1);
    expect(images[0]).to.match(/^node:20\.\d+\.\d+-/);
    const contributing = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    expect(text.match(/pnpm@[\d.]+/)?.[0]).to.equal(contributing.match(/pnpm@[\d.]+/)?.[0]);
  });
});

describe('what the Dockerfile builds', function () {
  this.timeout(180_000);

  let image: Image;
  let remove = async (): Promise<void> => undefined;
  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let containers: Container[];
  let environment: Record<string, string>;

  before(async () => {
    image = await buildImage();
    ({ remove } = image);
  });
  after(async () => {
    await remove();
  });
  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 30, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    await chmod(folder.path, 0o755);
    containers = [];
    environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
    };
  });
  afterEach(async () => {
    await Promise.all(containers.map((container) => container.stop()));
    await sandbox.close();
    await folder.remove();
  });

  function start(command: readonly string[], more: Readonly<Record<string, string>> = {}): Container {
    const container = startContainer(image, command, { ...environment, ...more });
    containers.push(container);
    return container;
  }

  /** Starts a program that ends by itself. */
  async function finish(command: readonly string[]): Promise<{ code: unknown; said: string }> {
    const container = startContainer(image, command, environment);
    const code = await container.ended();
    return { code, said: container.said() };
  }

  it('has the command line and what it needs, and neither tests nor types nor tools', async () => {
    const { code, said } = await finish(['--version']);
    expect({ code, said: said.trim() }).to.deep.equal({ code: 0, said: '0.1.0' });
    const files = await readdir(join(image.root, 'app'), { recursive: true });
    expect(files.filter((file) => /\.(map|d\.[mc]?ts)$|(^|\/)\.env/.test(file))).to.deep.equal([]);
    const packages = await readdir(join(image.root, 'app/node_modules/.pnpm'));
    const tools = packages.filter((name) =>
      /^(mocha|typescript|playwright|oxlint|knip|tsx|prettier)@/.test(name),
    );
    expect(tools).to.deep.equal([]);
    const { stdout } = await run('du', ['-sm', join(image.root, 'app')]);
    expect(Number.parseInt(stdout, 10), 'megabytes').to.be.below(80);
  });

  it('runs a workflow from beginning to end, with a worker of its own', async () => {
    start(['worker'], { METRICS_PORT: '0' });
    const { code, said } = await finish(['run', 'candidates', '--json']);
    expect(code, said).to.equal(0);
    expect(JSON.parse(said.slice(said.indexOf('{')))).to.include({ status: 'success' });
    expect(sandbox.records.written().length).to.be.greaterThan(20);
  });

  it('ends by itself when it is stopped before it is up: as process 1 it would miss the signal for good', async () => {
    const { port, password } = new URL(redisUrl());
    const proxy = await startFaultProxy({ port: Number(port) });
    proxy.set({ kind: 'latency', ms: 250 });
    const container = startContainer(image, ['worker'], {
      ...environment,
      REDIS_URL: `redis://:${password}@127.0.0.1:${proxy.port}`,
      METRICS_PORT: '0',
    });
    await until(async () => proxy.accepted > 0);
    expect(container.said()).to.not.include('ready on');
    expect(await container.stop(), container.said()).to.equal(0);
    await proxy.close();
  });

  for (const name of ['worker', 'scheduler', 'dashboard']) {
    it(`comes up, passes its health check and stops when told to, as compose starts the ${name}`, async () => {
      const service = (await readCompose()).services[name];
      const { ports, container } = await startService(name, service);
      await passesHealthCheck(service, ports);
      const face = name === 'dashboard' ? ports[3000] : ports[9464];
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        const answer = await fetch(`http://127.0.0.1:${face}${path}`, { headers: { connection: 'close' } });
        expect(answer.status, path).to.equal(200);
        await answer.text();
      }
      containers.pop();
      expect(await container.stop(), container.said()).to.equal(0);
    });
  }

  it('serves the demo: doubles, and every role beside them, whose run ends well', async () => {
    const { services } = await readCompose();
    const { ports } = await startService('sandbox', services['sandbox']);
    await passesHealthCheck(services['sandbox'], ports);
    const { container } = await startService('demo', services['demo'], ports);
    await passesHealthCheck(services['demo'], ports);
    await container.says(/"status":"success".*run finished/);
  });

  it('is what every service of compose that is built here starts', async () => {
    const names = rolesOf(await readCompose()).map(([name]) => name);
    expect(names).to.have.members(['worker', 'scheduler', 'dashboard', 'sandbox', 'demo']);
  });

  /** A service's own command and environment, on free ports of this machine and this suite's Redis. */
  async function startService(
    name: string,
    service: Service | undefined,
    beside?: Ports,
  ): Promise<{ container: Container; ports: Ports }> {
    const free = () => freePort();
    const ports: Ports = beside ?? {
      3000: await free(),
      3001: await free(),
      4010: await free(),
      9464: await free(),
    };
    const its = Object.entries(service?.environment ?? {}).map(([variable, value]) => [
      variable,
      onPorts(value, ports).replace('/app/', `${join(image.root, 'app')}/`),
    ]);
    const onHost = {
      ...(name === 'demo' ? {} : { WORKFLOWS_DIR: folder.path }),
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      PORT: String(ports[3000]),
      API_PORT: String(ports[3001]),
      METRICS_PORT: String(ports[9464]),
      API_TOKENS: 'a-token-of-this-test-that-is-long-enough',
    };
    const port = name === 'sandbox' ? ['--port', String(ports[4010])] : [];
    const container = start([...(service?.command ?? []), ...port], {
      ...(Object.fromEntries(its) as Record<string, string>),
      ...onHost,
    });
    return { container, ports };
  }

  /** Runs the health check as Docker would, again and again until it is well. */
  async function passesHealthCheck(service: Service | undefined, ports: Ports): Promise<void> {
    const [kind, program = '', ...words] = service?.healthcheck?.test ?? [];
    expect(kind).to.equal('CMD');
    await until(async () =>
      run(
        program,
        words.map((word) => onPorts(word, ports)),
      ).then(
        () => true,
        () => false,
      ),
    );
  }
});

function onPorts(text: string, ports: Ports): string {
  return text.replace(
    /127\.0\.0\.1:(3000|3001|4010|9464)/g,
    (_all, port: keyof Ports) => `127.0.0.1:${ports[port]}`,
  );
}
