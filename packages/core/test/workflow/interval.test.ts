import { expect } from 'chai';
import { longestIntervalMs } from '../../src/workflow/interval.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Wednesday. */
const NOW = Date.parse('2026-03-04T10:20:00Z');

describe('the longest interval of a schedule', () => {
  const longest = (cron: string, timezone?: string) =>
    longestIntervalMs({ cron, ...(timezone !== undefined && { timezone }) }, NOW);

  it('is what an interval says', () => {
    expect(longestIntervalMs({ every: 90_000 }, NOW)).to.equal(90_000);
  });

  it('is a day for a nightly one', () => {
    expect(longest('0 2 * * *', 'Europe/Paris')).to.equal(DAY_MS);
  });

  it('reaches over the night and the weekend for one of office hours', () => {
    // Friday at 17:00 to Monday at 9:00.
    expect(longest('*/5 9-17 * * 1-5')).to.equal(2 * DAY_MS + 15 * HOUR_MS + 5 * 60_000);
  });

  it('sees a gap of a few hours in a dense one', () => {
    expect(longest('* 0-11,15-23 * * *')).to.equal(3 * HOUR_MS + 60_000);
  });

  it('sees the hour that summer time takes or gives', () => {
    // Two ticks lie 25 hours apart when the clock goes back.
    const october = Date.parse('2026-10-22T10:00:00Z');
    expect(longestIntervalMs({ cron: '0 12 * * *', timezone: 'Europe/Paris' }, october)).to.equal(
      25 * HOUR_MS,
    );
  });

  it('is a month for a monthly one', () => {
    expect(longest('0 0 1 * *')).to.be.oneOf([28 * DAY_MS, 31 * DAY_MS]);
  });
});
