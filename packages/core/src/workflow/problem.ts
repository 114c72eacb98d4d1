import type { z } from 'zod';

/** Something a workflow's author has to mend. */
export interface WorkflowProblem {
  readonly file: string;
  readonly workflowId?: string | undefined;
  /** Stable; documented in docs/errors.md. */
  readonly code: string;
  /** Path of the field, e.g. `pullParameters.updated_after`. */
  readonly path?: string | undefined;
  readonly message: string;
  /** The environment variable that is missing, where that is the problem. */
  readonly variable?: string;
}

/** One line for people: file, workflow, field, reason. */
export function describeProblem(problem: WorkflowProblem): string {
  const where = [problem.file, problem.workflowId, problem.path].filter(Boolean).join(': ');
  return `${where}: ${problem.message} [${problem.code}]`;
}

export interface FieldProblem {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

/** What zod found, as stable codes, paths and sentences. */
export function fieldProblems(
  error: z.ZodError,
  prefix: string,
  knownKeys: readonly string[] = [],
): FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
    const path = [prefix, ...issue.path.map(String)].filter((part) => part !== '').join('.');
    if (issue.code === 'unrecognized_keys') {
      const expected = knownKeys.length > 0 ? `. Expected one of: ${knownKeys.join(', ')}` : '';
      return issue.keys.map((key) => ({
        code: 'parameter_unknown',
        path: path === '' ? key : `${path}.${key}`,
        message: `unknown field${expected}`,
      }));
    }
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    return [
      missing
        ? { code: 'parameter_missing', path, message: `required: expected ${issue.expected}` }
        : {
            code: codeOf(path),
            path,
            message: issue.message,
          },
    ];
  });
}

/** What has rules of its own has a code of its own. */
function codeOf(path: string): string {
  if (path.startsWith('schedule')) return 'schedule_invalid';
  return path.startsWith('retention') ? 'retention_invalid' : 'parameter_invalid';
}
