import { KnownSecrets } from '@hrflow-sync/connectors';
import {
  addEnvironmentSecrets,
  createEngineEvents,
  createLogger,
  env,
  logEngineEvents,
  type EngineEvents,
  type LogLevel,
  type RunContext,
} from '@hrflow-sync/core';
import { expect } from 'chai';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { workflowOver } from '../../../worker/test/support/engine-fixture.js';

const CONTEXT: RunContext = {
  workflow: 'nightly',
  connector: 'greenhouse',
  action: 'update_profiles_in_hrflow',
  runId: 'run-1',
};
const SECRET = 'ask_6d1f"0b\\7e';

type Line = Readonly<Record<string, unknown>>;

describe('the log', () => {
  let text: string;
  let events: EngineEvents;
  const secrets = new KnownSecrets();

  const open = (level: LogLevel) => {
    text = '';
    events = createEngineEvents();
    const destination = { write: (line: string) => void (text += line) };
    const logger = createLogger({ level, pretty: false, secrets, destination });
    logEngineEvents(events, logger);
    return logger;
  };
  const lines = (): Line[] =>
    text
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);

  before(() => secrets.add([SECRET, 'tiny', 42]));

  function oneRun(): void {
    events.emit('run.started', { ...CONTEXT, trigger: 'schedule', dryRun: false });
    events.emit('page.handedOver', { ...CONTEXT, page: 0, read: 2, discarded: 0, skipped: 0, kept: 2 });
    for (const ordinal of [0, 1]) {
      const reference = `candidate-${ordinal}`;
      events.emit('item.settled', { ...CONTEXT, reference, ordinal, attempt: 2, outcome: 'written' });
    }
    events.emit('run.finished', {
      ...CONTEXT,
      durationMs: 10,
      result: {
        run_id: 'run-1',
        workflow_id: 'nightly',
        status: 'success',
        reason: 'none',
        incremental: false,
        incremental_token: null,
        events: {} as never,
        started_at: '',
        finished_at: '',
      },
    });
  }

  it('has one line for each run at info: JSON that says which workflow, connector and run', () => {
    open('info');
    oneRun();
    expect(lines()).to.have.length(1);
    expect(lines()[0]).to.include({
      level: 30,
      workflow: 'nightly',
      connector: 'greenhouse',
      action: 'update_profiles_in_hrflow',
      run: 'run-1',
      status: 'success',
      msg: 'run finished',
    });
  });

  it('has one line for each item at debug, with its reference and attempt', () => {
    open('debug');
    oneRun();
    const items = lines().filter(({ msg }) => msg === 'item written');
    expect(
      items.map(({ reference, attempt, run, connector }) => [reference, attempt, run, connector]),
    ).to.deep.equal([
      ['candidate-0', 2, 'run-1', 'greenhouse'],
      ['candidate-1', 2, 'run-1', 'greenhouse'],
    ]);
  });

  it('tells of a dead letter with its reference, its attempt and what caused it', () => {
    open('info');
    const error = Object.assign(new Error('HrFlow refused it', { cause: new Error('PUT: 400') }), {
      code: 'bad_request',
      detail: 'PUT /profile/indexing',
    });
    const letter = {
      event: 'write_failure',
      ordinal: 7,
      reference: 'candidate-7',
      code: 'bad_request',
      message: 'HrFlow refused it',
      attempts: 3,
      at: '2026-01-01T00:00:00Z',
    } as const;
    events.emit('deadLetter.added', { ...CONTEXT, letter, error });
    expect(lines()[0]).to.include({
      level: 50,
      reference: 'candidate-7',
      attempt: 3,
      run: 'run-1',
      code: 'bad_request',
      detail: 'PUT /profile/indexing',
      cause: 'PUT: 400',
    });
  });

  it('shows no secret, wherever in a line it is and whoever wrote it', () => {
    const logger = open('trace');
    events.emit('process.error', {
      component: 'redis',
      error: new Error(`refused ${SECRET}`, { cause: new Error(`?key=${encodeURIComponent(SECRET)}`) }),
    });
    logger.child({ account: SECRET }).warn({ deep: [{ url: `https://x/${SECRET}` }] }, `with ${SECRET}`);
    logger.info({ headers: { authorization: 'Bearer nobody-told-us' }, password: 'nor-this' });
    expect(lines()).to.have.length(3);
    expect(text).to.not.contain('6d1f');
    expect(text).to.not.match(/nobody-told-us|nor-this/);
    expect(text).to.contain('[secret]');
  });

  it('shows none on a terminal either, where it is for people', async () => {
    const destination = new PassThrough({ encoding: 'utf8' });
    const logger = createLogger({ level: 'info', pretty: true, secrets, destination });
    logger.info({ workflow: 'nightly' }, `with ${SECRET}`);
    const [shown] = (await once(destination, 'data')) as [string];
    expect(shown).to.contain('nightly').and.to.contain('INFO').and.not.contain('6d1f');
    expect(() => JSON.parse(shown) as unknown).to.throw(SyntaxError);
  });

  it('knows the secrets of a workflow: those it names and those that were written into it', () => {
    const workflow = workflowOver(
      { pull: () => ({ items: [], next: null }), push: () => 'written' },
      {
        connectorAuth: { auth: env('ATS_KEY') },
        hrflowAuth: { api_secret: 'written-down', api_user: env('UNSET') },
        webhook: { secret: env('HOOK_SECRET') } as never,
      },
    );
    const known = new KnownSecrets();
    const environment = { ATS_KEY: 'from-the-environment', HOOK_SECRET: 'of-the-hook' };
    addEnvironmentSecrets(known, environment, [workflow]);
    expect(known.removeFrom('from-the-environment, written-down, of-the-hook, nightly')).to.equal(
      '[secret], [secret], [secret], nightly',
    );
  });
});
