import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { hrflowProfiles, HrflowProfilesParameters } from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUpSandboxes, startHrflow, type HrflowSandbox } from '../support/hrflow-sandbox.js';

describe('reading a profile of HrFlow for an outbound action', () => {
  let hub: HrflowSandbox;
  let key: string;
  cleanUpSandboxes();
  beforeEach(async () => {
    hub = await startHrflow();
    key = hub.sandbox.addProfile({
      reference: 'ada',
      info: { email: 'ada@example.com', location: { text: 'Paris', lat: null, lng: null, fields: null } },
      educations: [
        { title: 'MSc', school: 'ENS', description: null, location: null, date_start: null, date_end: null },
      ],
    });
  });
  const parameters = (more = {}) => ({ ...hub.source, profile_key: key, ...more });
  const pull = (more = {}) => hrflowProfiles.pull(hub.origin, parameters(more), null);

  it('is one page with one profile, by source and key', async () => {
    const { items, next, token } = await pull();
    expect(items).to.have.length(1);
    expect([next, token]).to.deep.equal([null, undefined]);
    expect(items[0]).to.deep.include({ key, reference: 'ada', archived_at: null });
    expect(items[0]?.info?.email).to.equal('ada@example.com');
    expect(items[0] && hrflowProfiles.identify(items[0])).to.equal('ada');
  });

  it("gives HrFlow's empty objects as null", async () => {
    expect(hub.sandbox.profile('ada')?.info.location).to.deep.include({ fields: [] });
    const { items } = await pull();
    expect(items[0]?.info?.location).to.deep.include({ text: 'Paris', fields: null });
  });

  it('finds it in the source it is told, not in another', async () => {
    const other = { key: 'e'.repeat(40), syncParsing: true };
    hub.sandbox.addSource(other);
    expect(await failureOf(pull({ source_key: other.key }))).to.include({ code: 'profile_not_found' });
    const there = hub.sandbox.addProfile({ reference: 'ada' }, other.key);
    const { items } = await pull({ source_key: other.key, profile_key: there });
    expect(items[0]?.source?.key).to.equal(other.key);
  });

  it('fails by the parameter that is wrong, before the run and in it: never an empty success', async () => {
    const mistakes = [
      [{ profile_key: 'f'.repeat(40) }, 'profile_not_found', 'pullParameters.profile_key'],
      [{ source_key: 'a'.repeat(40) }, 'source_not_found', 'pullParameters.source_key'],
      [{ source_key: 'not a key' }, 'source_not_found', 'pullParameters.source_key'],
      [{ source_key: 'c'.repeat(40) }, 'source_forbidden', 'pullParameters.source_key'],
    ] as const;
    hub.sandbox.addKeysOfOtherTeam('c'.repeat(40));
    for (const [more, code, path] of mistakes) {
      for (const attempt of [() => pull(more), () => hrflowProfiles.check(hub.origin, parameters(more))]) {
        const error = await failureOf(attempt());
        expect(error).to.include({ code, path, recovery: 'configure' });
        expect(error.message).to.include(path);
      }
    }
    await hrflowProfiles.check(hub.origin, parameters());
  });

  it('blames the parameters for whatever HrFlow refuses, and waits for what passes', async () => {
    const answer = (status: number, message: string) => {
      hub.sandbox.clearFaults();
      const body = { code: status, message };
      hub.sandbox.addFault({ api: 'hrflow', fault: { kind: 'status', status, body } });
      return failureOf(pull());
    };
    expect(await answer(400, 'Bad Request. Invalid key: x')).to.include({
      code: 'bad_request',
      recovery: 'configure',
      path: 'pullParameters.profile_key',
    });
    expect(await answer(402, 'Over plan quota')).to.include({ code: 'quota_exhausted' });
    expect(await answer(429, 'slow down')).to.include({ code: 'rate_limited', recovery: 'wait' });
    expect(await answer(200, 'Profile details')).to.include({ code: 'unexpected_answer', recovery: 'retry' });
  });

  it('needs both keys', () => {
    const issues = HrflowProfilesParameters.safeParse({}).error?.issues.map(({ path }) => path.join('.'));
    expect(issues).to.deep.equal(['source_key', 'profile_key']);
    expect(HrflowProfilesParameters.safeParse({ source_key: 's', profile_key: '' }).success).to.equal(false);
  });
});
