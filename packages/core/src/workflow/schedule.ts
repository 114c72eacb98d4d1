import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';

const CronSchedule = z.strictObject({
  /** Five fields, or six with seconds first. */
  cron: z.string(),
  /** IANA name, e.g. `Europe/Paris`. Default UTC. */
  timezone: z.string().optional(),
});

const EverySchedule = z.strictObject({
  /** Milliseconds between runs. */
  every: z.number().int().min(1000, 'expected milliseconds, at least 1000'),
});

/** When a workflow runs on its own. */
export type Schedule = z.output<typeof CronSchedule> | z.output<typeof EverySchedule>;

export const Schedule = z.union([CronSchedule.superRefine(checkCron), EverySchedule]);

function checkCron(schedule: z.output<typeof CronSchedule>, context: z.RefinementCtx): void {
  const timezone = schedule.timezone ?? 'UTC';
  if (!isTimezone(timezone)) {
    context.addIssue({
      code: 'custom',
      path: ['timezone'],
      message: `unknown timezone "${timezone}": expected an IANA name such as Europe/Paris`,
    });
    return;
  }
  try {
    CronExpressionParser.parse(schedule.cron, { tz: timezone });
  } catch (error) {
    context.addIssue({
      code: 'custom',
      path: ['cron'],
      message: `"${schedule.cron}" is no cron expression: ${(error as Error).message}. Expected five fields (minute hour day month weekday), or six with seconds first`,
    });
  }
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
