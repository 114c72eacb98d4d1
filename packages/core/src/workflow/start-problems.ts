import type { z } from 'zod';
import { UserError } from '../errors.js';
import { readVariable } from '../secrets/variable.js';
import { environmentReferences, resolveEnvironment } from './env.js';
import { fieldProblems, type WorkflowProblem } from './problem.js';
import type { Workflow } from './workflow.js';

/**
 * What would stop a run of a loaded workflow at its start, as far as it can be known without calling anybody.
 * @param environment where `env(…)` values are; without it they are taken to be right
 */
export function startProblems(
  workflow: Workflow,
  environment: NodeJS.ProcessEnv | undefined,
): WorkflowProblem[] {
  const where = { file: workflow.file, workflowId: workflow.id };
  const problems: WorkflowProblem[] = [];
  if (workflow.incremental && workflow.action.origin.incremental === undefined) {
    const message = `${workflow.action.name} can't read incrementally: remove incremental: true`;
    problems.push({ ...where, code: 'incremental_not_supported', path: 'incremental', message });
  }
  if (environment === undefined) return problems;
  const missing = missingVariables(workflow, environment);
  problems.push(...missing);
  const unknown = new Set(missing.map(({ path }) => path));
  for (const part of checkedParts(workflow)) {
    if (environmentReferences(part.values, part.path).some(({ path }) => unknown.has(path))) continue;
    const parsed = part.schema.safeParse(resolveEnvironment(part.values, environment, part.path));
    if (parsed.error)
      problems.push(...fieldProblems(parsed.error, part.path).map((each) => ({ ...where, ...each })));
  }
  return problems;
}

/** Whatever of the workflow they are for. */
function missingVariables(workflow: Workflow, environment: NodeJS.ProcessEnv): WorkflowProblem[] {
  const { action: _action, file, id: workflowId, ...fields } = workflow;
  return environmentReferences(fields).flatMap(({ path, name }) => {
    const problem = problemOf(name, environment);
    return problem === undefined ? [] : [{ file, workflowId, path, variable: name, ...problem }];
  });
}

function problemOf(
  name: string,
  environment: NodeJS.ProcessEnv,
): Pick<WorkflowProblem, 'code' | 'message'> | undefined {
  try {
    if (readVariable(name, environment) !== undefined) return undefined;
    return { code: 'environment_variable_missing', message: `environment variable ${name} is not set` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, message: error.message };
  }
}

interface Part {
  readonly path: string;
  readonly schema: z.ZodType;
  readonly values: unknown;
}

function checkedParts({ action, ...workflow }: Workflow): Part[] {
  const { connectorAuth, hrflowAuth, pullParameters, pushParameters } = workflow;
  return [
    { path: 'connectorAuth', schema: action.connectorAuth, values: connectorAuth },
    { path: 'hrflowAuth', schema: action.hrflowAuth, values: hrflowAuth },
    { path: 'pullParameters', schema: action.origin.parameters, values: pullParameters },
    { path: 'pushParameters', schema: action.target.parameters, values: pushParameters },
  ];
}
