import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { runCommand } from './support/command.js';
import { newPrefix, redisUrl } from './support/redis.js';
import { candidatesWorkflow, createWorkflowFolder, type WorkflowFolder } from './support/workflow-folder.js';

interface Result {
  readonly run_id: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
  readonly events: Record<string, number>;
}

describe('the command line of an operator', function () {
  this.timeout(60_000);

  let sandbox: Sandbox;
  let folder: WorkflowFolder;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 60, hrflow: { syncParsing: true } });
    folder = await createWorkflowFolder({ 'candidates.ts': candidatesWorkflow() });
    environment = {
      ...sandbox.environment,
      REDIS_URL: redisUrl(),
      REDIS_PREFIX: newPrefix(),
      WORKFLOWS_DIR: folder.path,
      PUSH_CONCURRENCY: '4',
    };
  });
  afterEach(async () => {
    await sandbox.close();
    await folder.remove();
  });

  const command = (...args: string[]) => runCommand(args, environment);
  const run = async (): Promise<{ code: unknown; result: Result }> => {
    const { code, out } = await command('run', 'candidates', '--json');
    return { code, result: JSON.parse(out) as Result };
  };
  const references = (...positions: number[]): string[] => {
    const all = [...sandbox.candidates()];
    return positions.map((position) => String(all[position]?.id));
  };

  it('lists runs and failures, and retries and drops dead letters until the run is right', async () => {
    const [mended = '', gone = ''] = references(5, 20);
    sandbox.reject([mended, gone]);
    const { code, result } = await run();
    expect(code).to.equal(0);
    expect(result.status).to.equal('success_with_failures');

    expect((await command('runs')).out)
      .to.contain(result.run_id)
      .and.to.contain('success_with_failures');
    const [asked] = JSON.parse((await command('audit', '--json')).out) as Record<string, unknown>[];
    expect(asked).to.include({ via: 'cli', action: 'run', target: 'candidates', detail: null });
    const failures = await command('failures', result.run_id);
    expect(failures.out).to.contain(mended).and.to.contain(gone).and.to.contain('bad_request');
    expect(JSON.parse((await command('failures', '--reference', gone, '--json')).out)).to.have.length(1);

    sandbox.accept([mended]);
    expect((await command('retry', result.run_id, '--reference', mended)).out).to.contain('1 put back');
    const dropped = await command('drop', result.run_id, '--reference', gone, '--reason', 'left the company');
    expect(dropped.out).to.equal('1 dropped.\n');
    // The next run's worker pushes what was put back.
    await run();
    const status = JSON.parse((await command('status', result.run_id, '--json')).out) as Result;
    expect(status).to.deep.include({ status: 'success', dropped: 1, outstanding: 0 });
    expect(status.events['write_failure']).to.equal(0);
    expect(sandbox.records.item(mended)?.puts).to.be.at.least(1);
    expect((await command('failures', result.run_id)).out).to.equal('No dead letters.\n');
  });

  it('erases a person who asks to be forgotten, and says what there was', async () => {
    const [gone = ''] = references(5);
    sandbox.reject([gone]);
    const { result } = await run();
    const first = await command('erase', gone);
    expect(first.out).to.contain(`Erased ${gone}`).and.to.contain('1 dead letters');
    expect((await command('erase', gone)).out).to.contain('there was nothing');
    expect(JSON.parse((await command('erase', gone, '--json')).out)).to.include({
      reference: gone,
      deadLetters: 0,
    });
    const { out } = await command('status', result.run_id, '--json');
    expect(JSON.parse(out)).to.include({ status: 'success' });
  });

  it('says that a revoked key paused the workflow, and how to go on; then nothing is missing', async () => {
    sandbox.addFault({ api: 'hrflow', method: 'PUT', from: 20, fault: { kind: 'status', status: 401 } });
    const { code, result } = await run();
    expect(code).to.equal(1);
    expect(result).to.include({ status: 'fatal', reason: 'write_failure' });
    expect(result.message).to.contain('hrflowAuth').and.to.contain('hrflow-sync resume candidates');
    const written = sandbox.records.written().length;
    expect(written).to.equal(19);
    expect((await command('status', result.run_id)).out).to.contain('is paused since');

    sandbox.clearFaults();
    expect((await command('resume', 'candidates')).out).to.contain('goes on');
    const again = await run();
    expect(again.code).to.equal(0);
    expect(again.result).to.include({ run_id: result.run_id, status: 'success' });
    expect(again.result.events['write_success']).to.equal(sandbox.records.written().length);
    expect(again.result.events['write_failure']).to.equal(0);
  });

  it('answers what it can not do with a code', async () => {
    expect((await command('status', 'nowhere')).err).to.contain('[run_not_found]');
    const all = await command('retry');
    expect(all.err).to.contain('[selection_missing]');
    expect(all.code).to.equal(2);
    expect((await command('runs', '--limit', 'many')).code).to.equal(2);
  });
});
