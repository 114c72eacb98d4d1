import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { dateIn, dateInText, hrflowDate } from '../../src/breezyhr/dates.js';
import { isoDayOf, momentOf as flatchrMoment, optionalDay } from '../../src/flatchr/dates.js';
import { tokenOf } from '../../src/greenhouse/paging.js';
import { dateFilter } from '../../src/greenhouse/v3/list.js';
import { momentOf as jazzhrMoment } from '../../src/jazzhr/value.js';
import { pathDate } from '../../src/jazzhr/path.js';
import { senderNow } from '../../src/kit/http/retry-after.js';
import { optionalTimestamp } from '../../src/kit/parameters.js';
import { isLater, later, parseInstant } from '../../src/kit/time.js';
import { header, json, moment, text } from './arbitraries.js';

const RUNS = { numRuns: 2_000 };
const dateLike = fc.oneof(
  text,
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .tuple(fc.integer({ min: 0, max: 99_999 }), fc.nat(99), fc.nat(99))
    .chain(([year, month, day]) =>
      fc.constantFrom(`${year}-${month}-${day}`, `${month}/${day}/${year}`, `${year}-${month}`, `${year}`),
    ),
);
const MOMENT = /^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

describe('whatever a date says', () => {
  it('it is a moment of the calendar, or none', () => {
    fc.assert(
      fc.property(dateLike, dateLike, (date, other) => {
        const instant = parseInstant(date);
        if (instant !== undefined) expect(new Date(instant).toISOString()).to.match(MOMENT);
        expect(later(date, other)).to.be.oneOf([date, other]);
        expect(isLater(date, date)).to.equal(false);
        expect(isLater(date, other) && isLater(other, date)).to.equal(false);
      }),
      RUNS,
    );
  });

  it('JazzHR’s, Breezy HR’s and Flatchr’s is one that HrFlow can read, or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(dateLike, json(['year', 'month', 'day'])),
        dateLike,
        dateLike,
        (date, year, month) => {
          const moments = [
            jazzhrMoment(date),
            flatchrMoment(date),
            hrflowDate(dateIn(date as never, year, month)),
            ...(typeof date === 'string' ? [hrflowDate(dateInText(date))] : []),
          ];
          for (const each of moments) {
            if (each === null) continue;
            expect(each).to.match(MOMENT);
            expect(Number.isNaN(Date.parse(each)), each).to.equal(false);
          }
        },
      ),
      RUNS,
    );
  });

  it('as a parameter it is taken or refused, and what is taken can be sent', () => {
    fc.assert(
      fc.property(dateLike, (date) => {
        const timestamp = optionalTimestamp('').safeParse(date);
        if (timestamp.success) expect(dateFilter(date, null)).to.match(/^gte\|[+-]?\d{4,6}-\d{2}-\d{2}/);
        const day = pathDate('').safeParse(date);
        if (day.success) expect(date).to.match(/^\d{4}-\d{2}-\d{2}$/);
        const flatchr = optionalDay('').safeParse(date);
        if (flatchr.success) expect(isoDayOf(flatchr.data ?? '')).to.match(/^20\d{2}-\d{2}-\d{2}$/);
      }),
      RUNS,
    );
  });

  it('as the clock of an answer it is believed when it can be, and a token made of it can be resumed from', () => {
    fc.assert(
      fc.property(fc.oneof(header, dateLike), moment, fc.option(dateLike), (date, now, before) => {
        const at = senderNow({ now, date });
        expect(at).to.be.within(0, now < Date.UTC(2026, 0, 1) ? Date.UTC(9999, 11, 31) : now + 86_400_000);
        expect(parseInstant(tokenOf(at, before))).to.be.a('number');
      }),
      RUNS,
    );
  });
});
