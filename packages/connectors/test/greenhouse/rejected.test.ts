import {
  closeConnections,
  greenhouseRejectedCandidates,
  type GreenhouseApplication,
} from '../../src/index.js';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { isRejected } from '../../src/greenhouse/rejected.js';
import { readEverything, startGreenhouse } from '../support/greenhouse.js';

const entry = (status: string | null, prospect = false): GreenhouseApplication => ({ status, prospect });

describe('a candidate to archive', () => {
  const cases: Readonly<
    Record<string, readonly [applications: (GreenhouseApplication | null)[] | null, boolean]>
  > = {
    'has one application, rejected': [[entry('rejected')], true],
    'has several, all rejected': [[entry('rejected'), entry('rejected')], true],
    'was a prospect first, and rejected as an applicant': [
      [entry('converted', true), entry('rejected')],
      true,
    ],
    'is not one with an active application': [[entry('rejected'), entry('active')], false],
    'is not one who is hired': [[entry('rejected'), entry('hired')], false],
    'is not one without an application': [[], false],
    'is not one whose applications nobody told': [null, false],
    'is not a prospect': [[entry('active', true)], false],
    'is not a rejected prospect alone': [[entry('rejected', true)], false],
    'is not one who is also a prospect elsewhere': [[entry('rejected'), entry('active', true)], false],
    'is not one with a status nobody knows': [[entry('rejected'), entry('on_hold')], false],
    'is not one with a status nobody told': [[entry('rejected'), entry(null)], false],
    'is not one whose only entry is null': [[null], false],
  };
  for (const [what, [applications, expected]] of Object.entries(cases)) {
    it(what, () => {
      expect(isRejected({ applications })).to.equal(expected);
    });
  }
});

describe('reading candidates to archive', () => {
  let greenhouse: Awaited<ReturnType<typeof startGreenhouse>>;
  beforeEach(async () => {
    greenhouse = await startGreenhouse({ candidates: 130 });
  });
  afterEach(async () => {
    await closeConnections();
    await greenhouse.sandbox.close();
  });

  for (const version of ['v1', 'v3'] as const) {
    it(`gives all whose applications are all rejected and nobody else (${version})`, async () => {
      const { sandbox } = greenhouse;
      const [hired] = [...sandbox.candidates()].filter(isRejected);
      sandbox.updateCandidate(hired!.id, {
        applications: hired!.applications.map((each) => ({ ...each, status: 'hired' })),
      });
      const expected = [...sandbox.candidates()].filter(isRejected).map(({ id }) => id);
      const { items } = await readEverything(greenhouseRejectedCandidates, greenhouse[version], {});
      expect(items.map(({ id }) => id)).to.have.members(expected);
      expect(expected).to.have.length.above(10).and.not.include(hired!.id);
    });
  }

  it('looks at all applications of a candidate, also with a job to select by', async () => {
    const { sandbox, v3 } = greenhouse;
    const mixed = [...sandbox.candidates()].find(
      ({ applications }) => applications.length === 2 && applications.every(({ prospect }) => !prospect),
    )!;
    const [one, other] = mixed.applications;
    sandbox.updateCandidate(mixed.id, {
      applications: [
        { ...one!, status: 'rejected', jobs: [{ id: 1, name: 'One' }] },
        { ...other!, status: 'active', jobs: [{ id: 2, name: 'Other' }] },
      ],
    });
    const { items } = await readEverything(greenhouseRejectedCandidates, v3, { job_id: '1' });
    expect(items).to.deep.equal([]);
  });
});
