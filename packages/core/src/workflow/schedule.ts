import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { nextCronTick } from './next-tick.js';

/** What becomes of a tick that could not be handled in time, because nothing ran that could. */
const misfire = z.enum(['once', 'skip']).optional();

const CronSchedule = z.strictObject({
  /** Five fields, or six with seconds first. */
  cron: z.string(),
  /** IANA name, e.g. `Europe/Paris`. Default UTC. */
  timezone: z.string().optional(),
  /** After an outage: `once` runs once, however many ticks were missed; `skip` waits for the next tick. Default `once`. */
  misfire,
});
export type CronSchedule = z.output<typeof CronSchedule>;

const EverySchedule = z.strictObject({
  /** Milliseconds between runs. */
  every: z.number().int().min(1000, 'expected milliseconds, at least 1000'),
  /** As with cron. */
  misfire,
});

/** When a workflow runs on its own. */
export type Schedule = CronSchedule | z.output<typeof EverySchedule>;

export const Schedule = z.union([CronSchedule.superRefine(checkCron), EverySchedule]);

/** Five or six fields, or a name such as `@daily`; cron-parser would fill in what is missing. */
const CRON_SHAPE = /^\s*(@[a-z]+|\S+(\s+\S+){4,5})\s*$/;
/** cron-parser's random values: they would be others in each process, and after each restart. */
const RANDOM_FIELD = /(^|[\s,])H([\s,/(]|$)/;
const EXPECTED = 'Expected five fields (minute hour day month weekday), or six with seconds first';

function checkCron(schedule: CronSchedule, context: z.RefinementCtx): void {
  const timezone = schedule.timezone ?? 'UTC';
  if (!isTimezone(timezone)) {
    context.addIssue({
      code: 'custom',
      path: ['timezone'],
      message: `unknown timezone "${timezone}": expected an IANA name such as Europe/Paris`,
    });
    return;
  }
  const fault = faultOf(schedule);
  if (fault === undefined) return;
  const message = `"${schedule.cron}" is no cron expression: ${fault}. ${EXPECTED}`;
  context.addIssue({ code: 'custom', path: ['cron'], message });
}

function faultOf(schedule: CronSchedule): string | undefined {
  if (!CRON_SHAPE.test(schedule.cron)) return 'wrong number of fields';
  if (RANDOM_FIELD.test(schedule.cron))
    return 'H stands for a random value, which no two processes would share';
  try {
    CronExpressionParser.parse(schedule.cron, { tz: 'UTC' });
  } catch (error) {
    return (error as Error).message;
  }
  return nextCronTick(schedule, Date.now()) === undefined ? 'there is no such day' : undefined;
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
