import { startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import {
  closeConnections,
  Greenhouse,
  greenhouseApi,
  greenhouseCandidates,
  GreenhouseCandidatesParameters,
  hrflowApi,
  openClient,
  formatCandidate,
  updateProfiles,
  type GreenhouseCandidate,
} from '../../src/index.js';
import { failureOf } from '../support/errors.js';

describe('Greenhouse to HrFlow, against the sandbox', () => {
  let sandbox: Sandbox;
  afterEach(async () => {
    await closeConnections();
    await sandbox.close();
  });

  async function start(options: SandboxOptions = {}) {
    sandbox = await startSandbox(options);
    const { environment: env } = sandbox;
    const host = { baseUrls: env, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 10)) };
    return {
      greenhouse: openClient(greenhouseApi, { auth: env.GREENHOUSE_API_KEY }, host),
      hrflow: openClient(
        hrflowApi,
        { api_secret: env.HRFLOW_API_SECRET, api_user: env.HRFLOW_API_USER },
        host,
      ),
      push: { source_key: env.HRFLOW_SOURCE_KEY, only_edit_fields: null },
    };
  }
  type Clients = Awaited<ReturnType<typeof start>>;

  async function readAll({ greenhouse }: Clients, filters = {}) {
    const parameters = GreenhouseCandidatesParameters.parse(filters);
    const items: GreenhouseCandidate[] = [];
    let [pages, cursor, token] = [0, null as string | null, undefined as string | undefined];
    do {
      const page = await greenhouseCandidates.pull(greenhouse, parameters, cursor);
      items.push(...page.items);
      token ??= page.token;
      cursor = page.next;
      pages++;
    } while (cursor !== null);
    return { items, pages, token };
  }
  const pushAll = ({ hrflow, push }: Clients, items: readonly GreenhouseCandidate[]) =>
    Promise.all(items.map((item) => updateProfiles.push(hrflow, push, formatCandidate(item))));

  it('reads every candidate once, over all pages', async () => {
    const { items, pages } = await readAll(await start({ candidates: 1_200 }));
    expect(pages).to.equal(3);
    expect(items.map(({ id }) => id)).to.deep.equal([...sandbox.candidates()].map(({ id }) => id));
  });

  it('makes of every candidate what HrFlow accepts', async () => {
    const { items } = await readAll(await start({ candidates: 300 }));
    const { target } = Greenhouse.update_profiles_in_hrflow;
    for (const item of items) expect(target.item.safeParse(formatCandidate(item)).error).to.equal(undefined);
  });

  it('updates every profile with one read and one write, and changes nothing the second time', async () => {
    const clients = await start({ candidates: 200 });
    await updateProfiles.check(clients.hrflow, clients.push);
    const { items } = await readAll(clients);
    await pushAll(clients, items);
    expect(sandbox.records.count({ method: 'POST' })).to.equal(0);
    expect(sandbox.records.totals()).to.include({ read: 200, refused: 0 });
    expect(new Set(await pushAll(clients, items))).to.deep.equal(new Set(['written']));
    const bodies = [...sandbox.records.items()].map(([, { distinctBodies }]) => distinctBodies);
    expect(new Set(bodies)).to.deep.equal(new Set([1]));
  });

  it('loses nothing that HrFlow had parsed', async () => {
    const clients = await start({ candidates: 60 });
    const before = new Map([...sandbox.profiles()].map((profile) => [profile.reference, profile]));
    await pushAll(clients, (await readAll(clients)).items);
    for (const [reference, old] of before) {
      const now = sandbox.profile(reference!)!;
      const { text, skills, attachments, created_at, languages, certifications, tasks, metadatas } = old;
      expect(now).to.deep.include({
        text,
        skills,
        attachments,
        created_at,
        languages,
        certifications,
        tasks,
      });
      expect(now.metadatas).to.deep.equal(metadatas);
      expect(now.info).to.include({ summary: old.info.summary, date_birth: old.info.date_birth });
      expect(now.tags).to.deep.include(old.tags?.[0]);
      const keys = now.experiences?.map(({ key }) => key);
      expect(keys).to.include.members(old.experiences!.map(({ key }) => key));
    }
  });

  for (const syncParsing of [true, false]) {
    it(`has a new résumé parsed once (synchronous source: ${syncParsing})`, async () => {
      const clients = await start({ candidates: 5, hrflow: { syncParsing, parsingDelayMs: 20 } });
      const [candidate] = (await readAll(clients)).items;
      const url = `${sandbox.url}/files/resume/${candidate!.id}.pdf?X-Amz-Signature=x`;
      const attachments = [
        { type: 'resume', url, filename: 'new.pdf', created_at: new Date().toISOString() },
      ];
      const item = { ...candidate!, attachments };
      expect(await pushAll(clients, [item])).to.deep.equal(['written']);
      expect(await pushAll(clients, [item])).to.deep.equal(['written']);
      expect(sandbox.records.totals()).to.include({ parsed: 1 });
      const companies = sandbox.profile(String(candidate!.id))?.experiences?.map(({ company }) => company);
      expect(companies).to.include('SolarCo').and.to.have.length.above(1);
    });
  }

  it('reads on from the token of the run before', async () => {
    const clients = await start({ candidates: 50 });
    const { token } = await readAll(clients);
    const changed = [...sandbox.candidates()][7]!.id;
    sandbox.updateCandidate(changed, { first_name: 'Changed' });
    const parameters = greenhouseCandidates.incremental!.resume(
      GreenhouseCandidatesParameters.parse({}),
      token!,
    );
    const { items } = await readAll(clients, parameters);
    expect(items.map(({ id }) => id)).to.deep.equal([changed]);
  });

  it('tells what is wrong with a source or a key before a run', async () => {
    const { hrflow, push } = await start();
    const wrong = updateProfiles.check(hrflow, { ...push, source_key: 'f'.repeat(40) });
    expect(await failureOf(wrong)).to.include({
      code: 'source_not_found',
      path: 'pushParameters.source_key',
    });
    const stranger = openClient(
      hrflowApi,
      { api_secret: 'ask_00000000000000000000000000000000', api_user: 'a@example.com' },
      { baseUrls: sandbox.environment },
    );
    expect(await failureOf(updateProfiles.check(stranger, push))).to.include({
      code: 'unauthorized',
      path: 'hrflowAuth.api_secret',
    });
  });

  it('waits as long as the providers say', async () => {
    const clients = await start({
      faults: [{ api: 'hrflow', fault: { kind: 'rate-limit', retryAfter: '3' } }],
    });
    const { items } = await readAll(clients, { candidate_ids: '53883394' });
    expect(await failureOf(pushAll(clients, items))).to.include({ recovery: 'wait', retryAfterMs: 3_000 });
  });

  for (const fault of [
    { kind: 'reset' },
    { kind: 'html', status: 200 },
    { kind: 'truncate' },
    { kind: 'malformed' },
  ] as const) {
    it(`retries a read met by "${fault.kind}"`, async () => {
      const clients = await start({ faults: [{ api: 'greenhouse', times: 1, fault }] });
      expect(await failureOf(readAll(clients))).to.include({ recovery: 'retry' });
      expect((await readAll(clients)).items).to.have.length(1_000);
    });
  }

  it('leaves one profile when the answer to a write was lost', async () => {
    const lost = { api: 'hrflow', method: 'PUT', times: 1, fault: { kind: 'reset-after' } } as const;
    const clients = await start({ faults: [lost] });
    const { items } = await readAll(clients, { candidate_ids: '53883394' });
    expect(await failureOf(pushAll(clients, items))).to.include({
      code: 'connection_reset',
      recovery: 'retry',
    });
    expect(await pushAll(clients, items)).to.deep.equal(['written']);
    expect(sandbox.records.item('53883394')).to.include({ puts: 2, posts: 0, distinctBodies: 1 });
  });
});
