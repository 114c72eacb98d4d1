import { expect } from 'chai';
import { startSandbox, type Candidate, type Fault, type FaultRule, type Sandbox } from '../src/index.js';
import {
  ask,
  failureOf,
  getProfile,
  greenhouse,
  GREENHOUSE_HEADERS,
  HRFLOW_HEADERS,
  putProfile,
  type Reply,
} from './client.js';

describe('faults', () => {
  let sandbox: Sandbox;
  let reference: string;
  let other: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ candidates: 30 });
    [reference, other] = [...sandbox.candidates()].map(({ id }: Candidate) => String(id)) as [string, string];
  });
  afterEach(() => sandbox.close());

  const once = (fault: Fault, rule: Partial<FaultRule> = {}): void =>
    sandbox.addFault({ api: 'greenhouse', times: 1, ...rule, fault });
  const list = (signal?: AbortSignal): Promise<Reply<string>> =>
    ask(`${sandbox.greenhouseUrl}/v1/candidates`, {
      headers: GREENHOUSE_HEADERS,
      ...(signal && { signal }),
    });
  const outcomes = (): unknown[] => sandbox.records.requests().map(({ outcome }) => outcome);

  it('can be any status, with headers and a body, or in the API’s own envelope', async () => {
    once({ kind: 'status', status: 503, headers: { 'Retry-After': '7' }, body: { oops: true } });
    const given = await list();
    expect([given.status, given.headers.get('retry-after'), JSON.parse(given.body)]).to.deep.equal([
      503,
      '7',
      { oops: true },
    ]);
    once({ kind: 'status', status: 500 }, { api: 'hrflow' });
    const { status, body } = await getProfile(sandbox, reference);
    expect(status).to.equal(500);
    expect(body).to.have.all.keys('code', 'message');
  });

  it('can be a rate limit in seconds, as a date, or without saying how long', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    once({ kind: 'rate-limit', retryAfter: '3' });
    once({ kind: 'rate-limit', retryAfter: date }, { from: 2 });
    once({ kind: 'rate-limit' }, { from: 3 });
    const seen = [];
    for (let call = 0; call < 4; call += 1) {
      const { status, headers } = await list();
      seen.push([status, headers.get('retry-after')]);
    }
    expect(seen).to.deep.equal([
      [429, '3'],
      [429, date],
      [429, null],
      [200, null],
    ]);
  });

  it('can be a gateway’s HTML page, even with status 200', async () => {
    once({ kind: 'html', status: 200 });
    const response = await list();
    expect([response.status, response.headers.get('content-type')]).to.deep.equal([200, 'text/html']);
  });

  it('can reset the connection before the request is processed', async () => {
    once({ kind: 'reset' }, { api: 'hrflow', method: 'PUT' });
    await failureOf(putProfile(sandbox, { reference, info: {}, text: 'x' }));
    expect(sandbox.records.item(reference)).to.equal(undefined);
    expect(outcomes()).to.deep.equal(['reset']);
  });

  it('can lose the connection after the request was processed', async () => {
    once({ kind: 'reset-after' }, { api: 'hrflow', method: 'PUT' });
    await failureOf(putProfile(sandbox, { reference, info: {}, text: 'written' }));
    expect(sandbox.profile(reference)?.text).to.equal('written');
    expect(sandbox.records.item(reference)?.puts).to.equal(1);
    expect(outcomes()).to.deep.equal(['reset-after']);
  });

  it('can leave a request without an answer', async () => {
    once({ kind: 'stall' });
    const controller = new AbortController();
    const answer = failureOf(list(controller.signal));
    while (sandbox.faults()[0]?.applied !== 1) await new Promise(setImmediate);
    controller.abort();
    expect((await answer).name).to.equal('AbortError');
    expect((await list()).status).to.equal(200);
  });

  it('can break off in the middle of an answer that promised its full length', async () => {
    once({ kind: 'truncate' });
    await failureOf(list());
    expect(outcomes()).to.deep.equal(['truncate']);
  });

  it('can send a whole answer around half a JSON document', async () => {
    once({ kind: 'malformed' });
    const { body: text } = await list();
    expect(() => JSON.parse(text) as unknown).to.throw(SyntaxError);
  });

  it('can put records into a list, byte for byte', async () => {
    once({ kind: 'insert', records: ['{"id":1,"n":"Zo\xeb"}', 'no JSON'] });
    const { body: text } = await list();
    expect(text).to.match(/},\{"id":1,"n":"Zo\uFFFD"\},no JSON\]$/);
  });

  it('can delay an answer', async () => {
    once({ kind: 'delay', ms: 60 });
    const before = performance.now();
    await list();
    expect(performance.now() - before).to.be.at.least(55);
  });

  it('hit the calls that a rule names: from, every, times', async () => {
    sandbox.addFault({
      api: 'greenhouse',
      from: 2,
      every: 2,
      times: 2,
      fault: { kind: 'status', status: 500 },
    });
    const seen = [];
    for (let call = 0; call < 8; call += 1) seen.push((await list()).status);
    expect(seen).to.deep.equal([200, 500, 200, 500, 200, 200, 200, 200]);
    expect(sandbox.faults()).to.have.length(1);
    expect(sandbox.faults()[0]).to.include({ matched: 8, applied: 2 });
  });

  it('hit the method, the path, the query or the item that a rule names', async () => {
    const fault: Fault = { kind: 'status', status: 500 };
    sandbox.addFault({ api: 'greenhouse', path: /candidates\?.*page=2/, fault });
    sandbox.addFault({ api: 'hrflow', path: 'profile/indexing', method: 'put', reference, fault });
    expect((await greenhouse(sandbox, 'candidates?per_page=10')).status).to.equal(200);
    expect((await greenhouse(sandbox, 'candidates?per_page=10&page=2')).status).to.equal(500);
    expect((await getProfile(sandbox, reference)).status).to.equal(200);
    expect((await putProfile(sandbox, { reference: other, info: {}, text: 'x' })).status).to.equal(200);
    expect((await putProfile(sandbox, { reference, info: {}, text: 'x' })).status).to.equal(500);
  });

  it('can count for each item on its own, so that each fails once', async () => {
    sandbox.addFault({ api: 'hrflow', times: 1, perReference: true, fault: { kind: 'status', status: 502 } });
    const seen = [];
    for (const item of [reference, other, reference, other])
      seen.push((await getProfile(sandbox, item)).status);
    expect(seen).to.deep.equal([502, 502, 200, 200]);
  });

  it('name the item of an upload too', async () => {
    sandbox.addFault({ api: 'hrflow', reference: 'né', fault: { kind: 'status', status: 502 } });
    const form = new FormData();
    form.set('reference', 'né');
    form.set('file', new Blob(['x']), 'a.pdf');
    const url = `${sandbox.hrflowUrl}/v1/profile/parsing/file`;
    expect((await ask(url, { method: 'POST', headers: HRFLOW_HEADERS, body: form })).status).to.equal(502);
  });

  it('end when they are cleared', async () => {
    sandbox.addFault({ api: 'greenhouse', fault: { kind: 'status', status: 500 } });
    sandbox.clearFaults();
    expect((await list()).status).to.equal(200);
  });

  it('do not keep the sandbox from closing while an answer is stalled or delayed', async () => {
    once({ kind: 'stall' });
    once({ kind: 'delay', ms: 600_000 }, { from: 2 });
    const answers = [failureOf(list()), failureOf(list())];
    while (sandbox.records.count() < 2) await new Promise(setImmediate);
    await sandbox.close();
    await Promise.all(answers);
    sandbox = await startSandbox();
  });
});

describe('latency', () => {
  it('is added to every answer of an API', async () => {
    const sandbox = await startSandbox({ latencyMs: 40 });
    try {
      const before = performance.now();
      await greenhouse(sandbox, 'candidates?per_page=1');
      expect(performance.now() - before).to.be.at.least(35);
    } finally {
      await sandbox.close();
    }
  });
});
