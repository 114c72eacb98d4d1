import { nextCronTick, Schedule, ticksBetween } from '@hrflow-sync/core';
import { expect } from 'chai';

/** The ticks of a schedule within a span, as UTC. Each is asked for anew from the one before, as BullMQ does. */
function ticksOf(cron: string, timezone: string, from: string, to: string): string[] {
  const ticks: string[] = [];
  for (
    let tick = nextCronTick({ cron, timezone }, Date.parse(from));
    tick !== undefined && tick <= Date.parse(to);
    tick = nextCronTick({ cron, timezone }, tick)
  ) {
    ticks.push(new Date(tick).toISOString().slice(0, 16));
  }
  return ticks;
}

describe('a cron schedule', () => {
  describe('when the clocks are put on', () => {
    it('ticks once, at that moment, for a time of day that is skipped', () => {
      // Paris: 02:00 becomes 03:00 at 01:00 UTC.
      expect(ticksOf('30 2 * * *', 'Europe/Paris', '2026-03-28T12:00Z', '2026-03-30T12:00Z')).to.deep.equal([
        '2026-03-29T01:00',
        '2026-03-30T00:30',
      ]);
    });

    it('ticks once for several times of day that are skipped together', () => {
      expect(
        ticksOf('0,15,45 2,3 * * *', 'Europe/Paris', '2026-03-29T00:00Z', '2026-03-29T12:00Z'),
      ).to.deep.equal(['2026-03-29T01:00', '2026-03-29T01:15', '2026-03-29T01:45']);
    });

    // Lord Howe goes from 02:00 to 02:30. cron-parser 5.10.3 leaves this tick out.
    it('ticks where they are put on by half an hour', () => {
      expect(
        ticksOf('0 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', '2026-10-05T00:00Z'),
      ).to.deep.equal(['2026-10-03T15:30', '2026-10-04T15:00']);
    });

    it('ticks where midnight is skipped', () => {
      // Cairo and Santiago go from 24:00 to 01:00.
      expect(ticksOf('0 0 * * *', 'Africa/Cairo', '2026-04-23T00:00Z', '2026-04-25T00:00Z')).to.deep.equal([
        '2026-04-23T22:00',
        '2026-04-24T21:00',
      ]);
      expect(
        ticksOf('15 0 * * *', 'America/Santiago', '2026-09-05T12:00Z', '2026-09-07T12:00Z'),
      ).to.deep.equal(['2026-09-06T04:00', '2026-09-07T03:15']);
    });

    it('has no tick in the hour that is not there when it goes every few minutes', () => {
      expect(ticksOf('*/30 * * * *', 'Europe/Paris', '2026-03-29T00:00Z', '2026-03-29T02:00Z')).to.deep.equal(
        ['2026-03-29T00:30', '2026-03-29T01:00', '2026-03-29T01:30', '2026-03-29T02:00'],
      );
    });
  });

  describe('when the clocks are put back', () => {
    it('ticks once, the first time, for a time of day that comes twice', () => {
      // Paris: 03:00 becomes 02:00 at 01:00 UTC; New York: 02:00 becomes 01:00 at 06:00 UTC.
      expect(ticksOf('30 2 * * *', 'Europe/Paris', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).to.deep.equal([
        '2026-10-25T00:30',
        '2026-10-26T01:30',
      ]);
      expect(
        ticksOf('30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', '2026-11-02T12:00Z'),
      ).to.deep.equal(['2026-11-01T05:30', '2026-11-02T06:30']);
    });

    // cron-parser 5.10.3 throws "loop limit exceeded" here, and BullMQ then makes no next tick.
    it('goes on where they are put back by half an hour', () => {
      expect(
        ticksOf('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00Z', '2026-04-06T00:00Z'),
      ).to.deep.equal(['2026-04-04T14:45', '2026-04-05T15:15']);
      expect(
        ticksOf('0 2 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00Z', '2026-04-06T00:00Z'),
      ).to.deep.equal(['2026-04-04T15:30', '2026-04-05T15:30']);
    });

    it('goes on through the hour that comes twice when it goes every few minutes', () => {
      expect(ticksOf('*/30 * * * *', 'Europe/Paris', '2026-10-24T23:30Z', '2026-10-25T02:00Z')).to.deep.equal(
        ['2026-10-25T00:00', '2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00'],
      );
    });
  });

  const zones = [
    'UTC',
    'Europe/Paris',
    'Europe/Dublin',
    'America/New_York',
    'America/Santiago',
    'America/St_Johns',
    'Africa/Cairo',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Auckland',
  ];
  for (const zone of zones) {
    it(`ticks on each day of a year once for each time of day it names, in ${zone}`, () => {
      const day = new Intl.DateTimeFormat('sv', { timeZone: zone });
      for (const cron of ['0 0 * * *', '30 2 * * *']) {
        const ticks = ticksOf(cron, zone, '2026-01-01T12:00Z', '2026-12-31T12:00Z');
        const days = ticks.map((tick) => day.format(new Date(`${tick}Z`)));
        expect(new Set(days).size, cron).to.equal(days.length);
        expect(days.length, cron).to.be.within(363, 365);
      }
    });
  }

  it('may have seconds', () => {
    expect(nextCronTick({ cron: '15 30 2 * * *' }, Date.parse('2026-01-01T00:00Z'))).to.equal(
      Date.parse('2026-01-01T02:30:15Z'),
    );
  });

  const refused = [
    { cron: '', says: 'number of fields' },
    { cron: '* * * *', says: 'number of fields' },
    { cron: '0 0 2 * * * *', says: 'number of fields' },
    { cron: 'H 2 * * *', says: 'random' },
    { cron: '0 0 30 2 *', says: 'day' },
    { cron: '61 2 * * *', says: '61' },
  ];
  for (const { cron, says } of refused) {
    it(`is refused as "${cron}"`, () => {
      const { error } = Schedule.safeParse({ cron });
      expect(JSON.stringify(error?.issues)).to.contain(says);
    });
  }
});

describe('counting ticks', () => {
  it('counts those between, without the one they were missed up to', () => {
    expect(ticksBetween({ every: 1_000 }, 5_000, 9_000)).to.equal(3);
    expect(ticksBetween({ every: 1_000 }, 4_999, 9_000)).to.equal(4);
    expect(ticksBetween({ every: 1_000 }, 8_000, 9_000)).to.equal(0);
    const midnight = Date.parse('2026-01-01T00:00Z');
    expect(ticksBetween({ cron: '0 * * * *' }, midnight, midnight + 5 * 3_600_000)).to.equal(4);
  });

  it('gives up on a cron schedule at a thousand', () => {
    const start = Date.parse('2026-01-01T00:00Z');
    expect(ticksBetween({ cron: '* * * * * *' }, start, start + 86_400_000)).to.equal(1_000);
  });
});
