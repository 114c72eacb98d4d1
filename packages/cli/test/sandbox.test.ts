import { createServer, type AddressInfo } from 'node:net';
import { connectors } from '@hrflow-sync/connectors';
import { SANDBOX_API_KEY, startSandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { runCommand, startCommand, type RunningCommand } from '../../../test/support/command.js';
import {
  candidatesWorkflow,
  createWorkflowFolder,
  type WorkflowFolder,
} from '../../../test/support/workflow-folder.js';

describe('hrflow-sync sandbox', () => {
  let folder: WorkflowFolder;
  let running: RunningCommand | undefined;

  beforeEach(async () => {
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await folder.remove();
  });

  async function start(...args: string[]): Promise<RunningCommand> {
    running = startCommand(['sandbox', '--port', '0', ...args], {});
    await running.said(/Ctrl-C ends them/);
    return running;
  }

  it('prints lines for a shell, with which a workflow works', async () => {
    const environment = exported((await start()).out());
    const { code, out, err } = await runCommand(['check', 'candidates'], {
      ...environment,
      WORKFLOWS_DIR: folder.path,
    });
    expect([code, out, err]).to.deep.equal([0, 'Greenhouse (origin): ok\nHrFlow (target): ok\n', '']);
  });

  it('prints one JSON document, and names a base URL for every system it doubles', async () => {
    const { url, environment } = JSON.parse((await start('--json')).out()) as Printed;
    for (const name of Object.keys(environment).filter((each) => each.endsWith('_URL'))) {
      expect(environment[name], name).to.match(new RegExp(`^${url}/\\w`));
    }
    for (const { origin, target, connector, name } of connectors.flatMap(({ actions }) => actions)) {
      const variables = [origin.api, target.api].map((api) => api.baseUrlVariable);
      expect(environment, `${connector.name}: ${name}`).to.include.keys(variables);
    }
    expect(environment).to.include({ GREENHOUSE_API_KEY: SANDBOX_API_KEY });
  });

  it('holds as many candidates as it is told, invented from a seed', async () => {
    const { environment } = JSON.parse(
      (await start('--json', '--candidates', '3', '--seed', '7')).out(),
    ) as Printed;
    const same = await startSandbox({ candidates: 3, seed: 7 });
    try {
      expect(await namesAt(environment)).to.deep.equal(await namesAt(same.environment));
    } finally {
      await same.close();
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends at ${signal} with exit code 0, even while somebody is connected`, async () => {
      const sandbox = await start('--json', '--latency', '60000');
      const { environment } = JSON.parse(sandbox.out()) as Printed;
      const left = namesAt(environment).catch(() => 'left alone');
      sandbox.child.kill(signal);
      expect(await sandbox.ended()).to.equal(0);
      expect(await left).to.equal('left alone');
    });
  }

  it('says which port is taken, and what to do', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, out, err } = await runCommand(['sandbox', '--port', String(port)], {});
    await new Promise((resolve) => server.close(resolve));
    expect([code, out]).to.deep.equal([2, '']);
    expect(err).to.include(`Port ${port} is used by another process`).and.include('--port');
    expect(err).to.include('[port_in_use]');
  });

  for (const args of [
    ['--port', '70000'],
    ['--port', 'http'],
    ['--candidates', '-1'],
    ['--candidates', '1e3'],
    ['--seed', '1.5'],
    ['--latency', 'long'],
    ['--fast'],
  ]) {
    it(`refuses ${args.join(' ')} as wrong usage`, async () => {
      const { code, out, err } = await runCommand(['sandbox', ...args], {});
      expect([code, out]).to.deep.equal([2, '']);
      expect(err).to.include(args[0]);
    });
  }
});

interface Printed {
  readonly url: string;
  readonly environment: Record<string, string>;
}

/** What a shell would make of the lines. */
function exported(lines: string): Record<string, string> {
  return Object.fromEntries(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, name = '', value = ''] = /^export ([A-Z_]+)=(\S+)$/.exec(line) ?? [];
        return [name, value] as const;
      }),
  );
}

async function namesAt(environment: Readonly<Record<string, string>>): Promise<unknown[]> {
  const response = await fetch(`${environment['GREENHOUSE_API_URL']}/v1/candidates`, {
    headers: {
      authorization: `Basic ${btoa(`${environment['GREENHOUSE_API_KEY']}:`)}`,
      connection: 'close',
    },
  });
  const candidates = (await response.json()) as { id: number; first_name: string; last_name: string }[];
  return candidates.map(({ id, first_name, last_name }) => [id, first_name, last_name]);
}
