import type { Candidate } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { failureOf } from '../../support/errors.js';
import { ada, closesStage, setStage, type Stage } from './support.js';

for (const version of ['v1', 'v3'] as const) {
  describe(`archiving candidates in Greenhouse, over Harvest ${version}`, () => {
    let stage: Stage;
    let pattern: Candidate['applications'][number];
    closesStage();
    beforeEach(async () => {
      stage = await setStage(version, { candidates: 60 });
      const all = [...stage.sandbox.candidates()].flatMap(({ applications }) => applications);
      pattern = all.find(({ status }) => status === 'active')!;
    });
    /** A candidate with an application in each of these states. */
    const hold = (...statuses: string[]): number => {
      const { id } = stage.sandbox.addCandidates(1)[0]!;
      const applications = statuses.map((status, at) => ({
        ...pattern,
        id: 700 + at,
        candidate_id: id,
        status,
      }));
      const email_addresses = [{ value: 'ada@example.com', type: 'personal' }];
      stage.sandbox.updateCandidate(id, { email_addresses, applications });
      return id;
    };
    const statuses = (id: number) => stage.sandbox.candidate(id)?.applications.map(({ status }) => status);

    it('rejects the active applications, and nothing else', async () => {
      const id = hold('active', 'hired', 'rejected', 'active', 'converted');
      expect(await stage.archive(ada())).to.equal('written');
      expect(statuses(id)).to.deep.equal(['rejected', 'hired', 'rejected', 'rejected', 'converted']);
      expect(stage.writes().map(({ path }) => path)).to.have.members([
        'applications/700/reject',
        'applications/703/reject',
      ]);
    });

    it('deletes nobody', async () => {
      const id = hold('active');
      await stage.archive(ada());
      expect(stage.sandbox.candidate(id)).to.not.equal(undefined);
      expect(stage.sandbox.records.count({ method: 'DELETE' })).to.equal(0);
    });

    it('finds archived who has no active application', async () => {
      hold('rejected');
      expect(await stage.archive(ada())).to.equal('unchanged');
      expect(stage.writes()).to.deep.equal([]);
    });

    it('gives the reason it was told', async () => {
      hold('active');
      await stage.archive(ada(), { rejection_reason_id: '815' });
      expect(JSON.parse(stage.writes()[0]?.body ?? '')).to.deep.equal({ rejection_reason_id: 815 });
    });

    it('ends in the same state when an answer was lost', async () => {
      const id = hold('active', 'active');
      const api = version === 'v1' ? 'greenhouse' : 'greenhouse_v3';
      stage.sandbox.addFault({ api, method: 'POST', times: 1, fault: { kind: 'reset-after' } });
      expect(await failureOf(stage.archive(ada()))).to.include({ recovery: 'retry' });
      expect(await stage.archive(ada())).to.equal('written');
      expect(await stage.archive(ada())).to.equal('unchanged');
      expect(statuses(id)).to.deep.equal(['rejected', 'rejected']);
    });

    it('tells when there is nobody to archive', async () => {
      const failure = await failureOf(stage.archive(ada()));
      expect(failure).to.include({ code: 'candidate_not_found', recovery: 'reject' });
      expect(failure.message).to.include('nothing to archive');
    });
  });
}
