import type { z } from 'zod';
import { UserError } from './errors.js';
import { readVariable } from './secrets/variable.js';

/**
 * Reads a process' settings from its environment, all problems told at once. An empty variable counts as unset,
 * and the value of `NAME` may lie in the file that `NAME_FILE` names.
 * @throws {@link UserError} `environment_invalid`, and those of {@link readVariable}
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.output<Schema> {
  const names = Object.keys(schema.shape);
  const set = names.map((name) => [name, readVariable(name, environment)] as const);
  const parsed = schema.safeParse(Object.fromEntries(set));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UserError(`The environment has settings that can't be used.\n  ${problems.join('\n  ')}`, {
    code: 'environment_invalid',
    path: parsed.error.issues[0]?.path.join('.'),
  });
}
