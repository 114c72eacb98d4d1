import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connectSandbox, type Candidate, type RemoteSandbox } from '../src/index.js';
import { ask, getProfile, greenhouse, putProfile } from './client.js';

describe('a sandbox in another process', () => {
  let child: ChildProcess;
  let remote: RemoteSandbox;
  let first: Candidate;

  before(async () => {
    child = fork(new URL('./sandbox-process.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
    const [url] = (await once(child, 'message')) as [string];
    remote = connectSandbox(url);
    [first] = (await greenhouse(remote, 'candidates?per_page=1')).body as [Candidate];
  });
  after(async () => {
    child.disconnect();
    await once(child, 'exit');
  });
  beforeEach(() => remote.clearRecords());

  it('gives its account, item by item or only the counts', async () => {
    await getProfile(remote, String(first.id));
    const summary = await remote.summary();
    expect(summary.totals).to.include({ items: 1, read: 1 });
    expect(summary.items?.[String(first.id)]?.reads).to.equal(1);
    expect(summary.requests[0]).to.include({ path: 'profile/indexing', count: 1 });
    expect(await remote.summary({ items: false })).not.to.have.property('items');
    expect(await remote.item(String(first.id))).to.include({ reads: 1 });
    expect(await remote.item('nobody')).to.equal(undefined);
  });

  it('gives its last requests', async () => {
    await getProfile(remote, String(first.id));
    await getProfile(remote, 'nobody');
    const requests = await remote.requests({ api: 'hrflow', outcome: 400 });
    expect(requests.map(({ reference }) => reference)).to.deep.equal(['nobody']);
  });

  it('rejects and accepts items', async () => {
    const profile = { reference: String(first.id), info: {}, text: 'x' };
    await remote.reject([profile.reference], 'No');
    expect(await remote.rejected()).to.deep.equal([profile.reference]);
    expect((await putProfile(remote, profile)).body).to.deep.equal({ code: 400, message: 'No' });
    await remote.accept([profile.reference]);
    expect((await putProfile(remote, profile)).status).to.equal(200);
    expect((await remote.profile(profile.reference))?.text).to.equal('x');
  });

  it('takes faults, expressions included, and forgets them', async () => {
    await remote.addFault({ api: 'greenhouse', path: /PAGE=2/i, fault: { kind: 'status', status: 503 } });
    expect((await greenhouse(remote, 'candidates?per_page=2&page=2')).status).to.equal(503);
    const [count] = await remote.faults();
    expect(count).to.include({ matched: 1, applied: 1 });
    expect(count?.rule.path).to.deep.equal(/PAGE=2/i);
    await remote.clearFaults();
    expect((await greenhouse(remote, 'candidates?per_page=2&page=2')).status).to.equal(200);
  });

  it('changes, adds and removes candidates', async () => {
    await remote.updateCandidate(first.id, { company: 'Nine Elms' });
    expect((await remote.candidate(first.id))?.company).to.equal('Nine Elms');
    const [added] = (await remote.addCandidates(1)) as [Candidate];
    expect(await remote.candidate(added.id)).to.deep.equal(added);
    await remote.setCandidates(1);
    expect((await greenhouse(remote, 'candidates')).body.map(({ id }) => id)).to.deep.equal([first.id]);
    expect(await remote.updateCandidate(added.id, {})).to.equal(undefined);
  });

  it('says so when it can’t do what it is asked', async () => {
    const response = await ask(`${remote.url}/sandbox/nonsense`);
    expect(response.status).to.equal(404);
  });
});
