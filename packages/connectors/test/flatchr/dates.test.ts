import { expect } from 'chai';
import { describe, it } from 'mocha';
import { momentOf } from '../../src/flatchr/dates.js';
import { FlatchrApplicantsParameters, flatchrApplicants } from '../../src/index.js';

const complaint = (parameters: object) => {
  const [issue] = FlatchrApplicantsParameters.safeParse(parameters).error?.issues ?? [];
  return issue && `${issue.path.join('.')}: ${issue.message}`;
};

describe("Flatchr's dates", () => {
  it('are asked for with the month first, and the message has the fix', () => {
    expect(complaint({ start: '12/25/21', end: '12/31/21' })).to.equal(undefined);
    const order = 'expected a date as MM/DD/YY, the month first, got';
    expect(complaint({ start: '25/12/21' })).to.equal(`start: ${order} "25/12/21": write 12/25/21`);
    expect(complaint({ end: '2021-12-25' })).to.equal(`end: ${order} "2021-12-25": write 12/25/21`);
    expect(complaint({ start: '12/25/2021' })).to.equal(`start: ${order} "12/25/2021": write 12/25/21`);
    expect(complaint({ start_update: 'monday' })).to.equal(
      `start_update: ${order} "monday": write it such as 12/25/21`,
    );
    expect(complaint({ end: '02/30/21' })).to.match(/^end: expected a date as MM\/DD\/YY/);
  });

  it('do not end before they start', () => {
    expect(complaint({ start: '02/01/22', end: '12/25/21' })).to.match(/^end: ends before start/);
    expect(complaint({ start_update: '02/01/22', end_update: '01/31/22' })).to.match(
      /^end_update: ends before/,
    );
    expect(complaint({ start: '02/01/22', end: '02/01/22' })).to.equal(undefined);
  });

  it('are answered with the day first, in seconds or in ISO 8601, and read as what they are', () => {
    const readings: [unknown, string | null][] = [
      ['09/11/21', '2021-11-09T00:00:00.000Z'],
      ['09/11/2021', '2021-11-09T00:00:00.000Z'],
      ['12/25/21', '2021-12-25T00:00:00.000Z'],
      [1643904014, '2022-02-03T16:00:14.000Z'],
      [1643904014000, '2022-02-03T16:00:14.000Z'],
      ['1643904014', '2022-02-03T16:00:14.000Z'],
      ['2022-02-03T16:00:14.589Z', '2022-02-03T16:00:14.589Z'],
      ['31/02/21', null],
      ['', null],
      [0, null],
      [Infinity, null],
      [null, null],
      ['timestamp', null],
    ];
    for (const [value, moment] of readings) expect(momentOf(value), String(value)).to.equal(moment);
  });

  it('make a token of two days before the read, and a filter of the token', () => {
    const incremental = flatchrApplicants.incremental!;
    const parameters = FlatchrApplicantsParameters.parse({ column: 'Recruté' });
    expect(incremental.resume(parameters, '2021-12-25')).to.deep.equal({
      ...parameters,
      start_update: '12/25/21',
    });
    const later = FlatchrApplicantsParameters.parse({ start_update: '01/02/22' });
    expect(incremental.resume(later, '2021-12-25').start_update).to.equal('01/02/22');
    expect(incremental.resume(later, '2022-01-03').start_update).to.equal('01/03/22');
    expect([
      incremental.isAfter('2022-01-03', '2021-12-25'),
      incremental.isAfter('2021-12-25', '2021-12-25'),
    ]).to.deep.equal([true, false]);
  });
});
