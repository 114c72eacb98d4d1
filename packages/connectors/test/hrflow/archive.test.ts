import { jobItem } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { archiveJobs, archiveProfiles, createJobs, HrflowReference } from '../../src/index.js';
import { failureOf } from '../support/errors.js';
import { cleanUpSandboxes, startHrflow, type HrflowSandbox } from '../support/hrflow-sandbox.js';

const REFUSAL = { kind: 'status', status: 400, body: { code: 400, message: 'Already archived' } } as const;

describe('archiving in HrFlow', () => {
  let hub: HrflowSandbox;
  cleanUpSandboxes();
  beforeEach(async () => {
    hub = await startHrflow();
    hub.sandbox.addProfile({ reference: '7', info: { email: 'ada@example.com' } });
    const job = { reference: '7', name: 'Engineer' };
    await createJobs.push(hub.hrflow, { ...hub.board, enrich_with_parsing: false }, job);
    hub.sandbox.records.clear();
  });

  const sides = [
    {
      entity: 'profile',
      item: '7',
      held: () => hub.sandbox.profile('7'),
      push: (reference: string) => archiveProfiles.push(hub.hrflow, hub.source, { reference }),
      check: (key: string) => archiveProfiles.check(hub.hrflow, { source_key: key }),
      container: 'source',
    },
    {
      entity: 'job',
      item: jobItem('7'),
      held: () => hub.sandbox.job('7'),
      push: (reference: string) => archiveJobs.push(hub.hrflow, hub.board, { reference }),
      check: (key: string) => archiveJobs.check(hub.hrflow, { board_key: key }),
      container: 'board',
    },
  ];
  for (const { entity, item, held, push, check, container } of sides) {
    describe(`a ${entity}`, () => {
      it('keeps it there with the day, and touches nothing of the other entity', async () => {
        const before = held();
        expect(await push('7')).to.equal('written');
        const { archived_at, archive, updated_at, ...rest } = held() ?? {};
        expect(archived_at).to.match(/^20\d\d-.*\+0000$/);
        expect(before).to.deep.include(rest);
        expect(archive, String(updated_at)).to.equal(archived_at);
        expect([...hub.sandbox.records.archived()]).to.deep.equal([item]);
      });

      it('done twice leaves the same', async () => {
        await push('7');
        const first = held()?.archived_at;
        expect(await push('7')).to.equal('written');
        expect(held()?.archived_at).to.equal(first);
      });

      it('may be refused by HrFlow the second time, and only then', async () => {
        await push('7');
        hub.sandbox.addFault({ api: 'hrflow', method: 'PATCH', fault: REFUSAL });
        expect(await push('7')).to.equal('written');
        hub.sandbox.addProfile({ reference: '8' });
        await createJobs.push(
          hub.hrflow,
          { ...hub.board, enrich_with_parsing: false },
          { reference: '8', name: 'x' },
        );
        expect(await failureOf(push('8'))).to.include({ code: 'bad_request', recovery: 'reject' });
      });

      it('ends the same when the answer was lost', async () => {
        hub.sandbox.addFault({ api: 'hrflow', method: 'PATCH', times: 1, fault: { kind: 'reset-after' } });
        expect(await failureOf(push('7'))).to.include({ recovery: 'retry' });
        expect(await push('7')).to.equal('written');
        expect(held()?.archived_at).to.be.a('string');
      });

      it('rejects one that HrFlow does not hold', async () => {
        const error = await failureOf(push('nobody'));
        expect(error).to.include({ code: `${entity}_not_found`, recovery: 'reject' });
        expect(error.message).to.include('nothing to update or to archive');
      });

      it(`checks the ${container} before a run`, async () => {
        await check(container === 'source' ? hub.source.source_key : hub.board.board_key);
        expect(await failureOf(check('d'.repeat(40)))).to.include({
          code: `${container}_not_found`,
          path: `pushParameters.${container}_key`,
        });
      });
    });
  }

  it('takes an item with a reference and nothing less', () => {
    expect(HrflowReference.parse({ reference: '1', name: 'ignored' })).to.deep.equal({ reference: '1' });
    for (const reference of [undefined, null, '', 7]) {
      const issue = HrflowReference.safeParse({ reference }).error?.issues[0];
      expect(issue?.path).to.deep.equal(['reference']);
      expect(issue?.message).to.include('references are strings');
    }
  });
});
