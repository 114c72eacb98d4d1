import { closeConnections, Greenhouse, KnownSecrets } from '@hrflow-sync/connectors';
import { DataKeys, DeadLetters, Eraser, ledgerKeys, Trails, type Trail } from '@hrflow-sync/core';
import { expect } from 'chai';
import { cleanUp, serve, type Reply, type TestServer } from '../../connectors/test/support/server.js';
import { LatestExchanges } from '../src/trail/latest-exchanges.js';
import { pagesOf, startEngine, workflowOver, type EngineFixture } from './support/engine-fixture.js';

const SECRET = 'ask_a-very-secret-key';
const STORED = { key: 'k1', reference: 'item-0', text: 'Ada', info: { full_name: 'Ada', email: 'ada@x.fr' } };

describe('the trail of an item', () => {
  let server: TestServer;
  let engine: EngineFixture;
  let trails: Trails;
  /** What HrFlow answers to a write. */
  let written: () => Reply;

  beforeEach(async () => {
    written = () => ({ json: { code: 201 } });
    server = await serve(({ method }) =>
      method === 'GET' ? { json: { code: 200, data: STORED } } : written(),
    );
    const base = workflowOver({ pull: pagesOf(1, 1), push: () => 'written' });
    const { target, hrflowAuth } = Greenhouse.update_profiles_in_hrflow;
    engine = await startEngine(
      {
        ...base,
        action: { ...base.action, target, hrflowAuth },
        hrflowAuth: { api_secret: SECRET, api_user: 'bot@example.org' },
        pushParameters: { source_key: 'shelf-1' },
        format: (item) => ({ ...(item as object), info: { phone: '+33 1', full_name: 'Ada L.' } }),
      },
      { environment: { HRFLOW_API_URL: server.url } },
    );
    trails = new Trails(engine.redis, engine.prefix, DataKeys.none);
  });
  afterEach(() => engine.close());
  cleanUp(closeConnections);

  const trailOf = (runId: string): Promise<Trail | undefined> =>
    trails.read({ workflowId: 'numbers', runId, ordinal: 0 });
  const refused: Reply = {
    status: 400,
    headers: { 'x-request-id': 'req-1', 'set-cookie': 'session=1' },
    json: { code: 400, message: `no e-mail; key ${SECRET}` },
  };

  it('says what was sent, answered and held in the last attempt, and holds no secret', async () => {
    written = () => refused;
    const { run_id: runId } = await engine.run();
    const trail = await trailOf(runId);
    expect(trail?.attempts).to.have.length(1);
    expect(trail?.attempts[0]).to.include({ attempt: 1, delayMs: null });
    expect(trail?.exchanges.map(({ method, path, outcome }) => `${method} ${path} ${outcome}`)).to.deep.equal(
      ['GET profile/indexing?source_key=…&reference=item-0 200', 'PUT profile/indexing 400'],
    );
    const put = trail?.exchanges[1];
    expect(put?.headers).to.have.keys('content-type', 'date', 'x-request-id');
    expect(put?.answered?.text).to.equal('{"code":400,"message":"no e-mail; key [secret]"}');
    expect(JSON.parse(put?.held?.text ?? '')).to.deep.include({ info: STORED.info });
    expect(JSON.parse(put?.sent?.text ?? '')).to.deep.include({
      reference: 'item-0',
      info: { full_name: 'Ada L.', email: 'ada@x.fr', phone: '+33 1' },
    });
    expect(JSON.stringify(trail)).not.to.contain(SECRET).and.not.to.contain('bot@example.org');
  });

  it('is told of attempts that are tried again, and ends when the item is written', async () => {
    let answers = 0;
    written = () => (++answers === 1 ? { status: 503, text: 'busy' } : { json: { code: 201 } });
    const seen: Promise<Trail | undefined>[] = [];
    engine.events.on('job.retrying', ({ runId }) => void seen.push(trailOf(runId)));
    const { run_id: runId, status } = await engine.run();
    expect(status).to.equal('success');
    const [attempt] = (await seen[0])?.attempts ?? [];
    expect(attempt).to.include({ attempt: 1 });
    expect(attempt?.delayMs).to.be.above(0);
    expect(await trailOf(runId)).to.equal(undefined);
    expect(await engine.redis.exists(ledgerKeys(engine.prefix).trails(runId))).to.equal(0);
  });

  it('outlives a retry by hand that fails again, and ends when the item is dropped', async () => {
    written = () => refused;
    const { run_id: runId } = await engine.run();
    const letters = new DeadLetters(engine.ledger, engine.queues);
    const buried = new Promise((resolve) => engine.events.on('deadLetter.added', resolve));
    await letters.retry({ runId, ordinal: 0 });
    await buried;
    expect((await trailOf(runId))?.attempts.map(({ attempt }) => attempt)).to.deep.equal([1, 1]);
    await letters.drop({ runId, ordinal: 0 }, 'never mind');
    expect(await trailOf(runId)).to.equal(undefined);
  });

  it('is erased with its item', async () => {
    written = () => refused;
    const { run_id: runId } = await engine.run();
    await new Eraser(engine.redis, engine.prefix, engine.queues, engine.ledger, DataKeys.none).erase(
      'item-0',
    );
    expect(await trailOf(runId)).to.equal(undefined);
  });

  it('costs an item that succeeds nothing: what was said is held on to, not read', () => {
    const untouchable = new Proxy({}, { get: () => expect.fail('it was read') });
    const exchanges = new LatestExchanges();
    const common = { provider: 'hrflow', method: 'PUT', outcome: 200, durationMs: 1 };
    for (let count = 0; count < 20; count++) {
      const request = { method: 'PUT', path: `${count}`, json: untouchable } as const;
      exchanges.record({ ...common, request, answer: undefined });
    }
    exchanges.record({ ...common, request: { method: 'GET', path: 'last' }, answer: undefined });
    expect(() => exchanges.told(new KnownSecrets())).to.throw('it was read');
  });

  it('cuts what is long, never a secret in two, and keeps no large answer in memory', () => {
    const secrets = new KnownSecrets();
    secrets.add([SECRET]);
    const exchanges = new LatestExchanges();
    const bytes = Buffer.from('x'.repeat(8 * 1024 - 5) + SECRET + 'y'.repeat(3 * 1024 * 1024));
    exchanges.record({
      provider: 'hrflow',
      method: 'POST',
      outcome: 500,
      durationMs: 1.4,
      request: { method: 'POST', path: 'parse', form: resumeForm() },
      answer: { status: 500, headers: { 'content-type': 'text/plain' }, bytes },
    });
    const [told] = exchanges.told(secrets);
    expect(told?.answered?.text)
      .to.have.length(8 * 1024)
      .and.match(/x\[secr?e?t?$/);
    expect(told?.answered?.length).to.equal(bytes.length);
    expect(told?.sent?.text).to.equal('source_key: s\nfile: [file, application/pdf, 3 bytes]');
  });
});

function resumeForm(): FormData {
  const form = new FormData();
  form.append('source_key', 's');
  form.append('file', new Blob(['pdf'], { type: 'application/pdf' }), 'cv.pdf');
  return form;
}
