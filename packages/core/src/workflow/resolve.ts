import type { z } from 'zod';
import { UserError } from '../errors.js';
import type { ParameterOverrides } from '../queues/catalogue.js';
import type { Reason } from '../run/result.js';
import { resolveEnvironment } from './env.js';
import { fieldProblems } from './problem.js';
import type { Workflow } from './workflow.js';

/** One side of a workflow, ready for use. */
export interface ResolvedSide {
  readonly credentials: unknown;
  readonly parameters: unknown;
}

/** A workflow with the values of its environment variables. Never leaves the worker. */
export interface ResolvedWorkflow {
  readonly origin: ResolvedSide;
  readonly target: ResolvedSide;
}

/** A workflow that can't run as it is configured; `reason` is the contract's name for it. */
export class UnrunnableWorkflowError extends UserError {
  readonly reason: Reason;

  constructor(
    message: string,
    options: { code: string; path?: string | undefined; reason: Reason; cause?: unknown },
  ) {
    super(message, options);
    this.name = 'UnrunnableWorkflowError';
    this.reason = options.reason;
  }
}

/**
 * Reads a workflow's variables and checks every value, origin first, as the contract does.
 * @throws {@link UnrunnableWorkflowError}
 */
export function resolveWorkflow(
  workflow: Workflow,
  environment: NodeJS.ProcessEnv,
  overrides: ParameterOverrides = {},
): ResolvedWorkflow {
  const { action } = workflow;
  const connector = { schema: action.connectorAuth, values: workflow.connectorAuth, path: 'connectorAuth' };
  const hrflow = { schema: action.hrflowAuth, values: workflow.hrflowAuth, path: 'hrflowAuth' };
  const pull = {
    schema: action.origin.parameters,
    values: { ...(workflow.pullParameters as object), ...overrides.pull },
    path: 'pullParameters',
  };
  const push = {
    schema: action.target.parameters,
    values: { ...(workflow.pushParameters as object), ...overrides.push },
    path: 'pushParameters',
  };
  const [originAuth, targetAuth] = action.direction === 'inbound' ? [connector, hrflow] : [hrflow, connector];
  return {
    origin: resolveSide(originAuth, pull, environment, 'bad_origin_parameters'),
    target: resolveSide(targetAuth, push, environment, 'bad_target_parameters'),
  };
}

interface Part {
  readonly schema: z.ZodType;
  readonly values: unknown;
  readonly path: string;
}

function resolveSide(
  auth: Part,
  parameters: Part,
  environment: NodeJS.ProcessEnv,
  reason: Reason,
): ResolvedSide {
  return {
    credentials: resolvePart(auth, environment, reason),
    parameters: resolvePart(parameters, environment, reason),
  };
}

function resolvePart(part: Part, environment: NodeJS.ProcessEnv, reason: Reason): unknown {
  let values: unknown;
  try {
    values = resolveEnvironment(part.values, environment, part.path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UnrunnableWorkflowError(error.message, {
      code: error.code,
      path: error.path,
      reason,
      cause: error,
    });
  }
  const parsed = part.schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = fieldProblems(parsed.error, part.path);
  const [first] = problems;
  throw new UnrunnableWorkflowError(problems.map(({ path, message }) => `${path}: ${message}`).join('; '), {
    code: first?.code ?? 'parameter_invalid',
    path: first?.path,
    reason,
  });
}
