import type { z } from 'zod';
import { UserError } from './errors.js';

/**
 * Reads a process' settings from its environment, all problems told at once. An empty variable counts as unset.
 * @throws {@link UserError} `environment_invalid`
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.output<Schema> {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UserError(`The environment has settings that can't be used.\n  ${problems.join('\n  ')}`, {
    code: 'environment_invalid',
    path: parsed.error.issues[0]?.path.join('.'),
  });
}
