import { Secret } from '@hrflow-sync/connectors';
import type { z } from 'zod';
import { UserError } from '../errors.js';
import type { ParameterOverrides } from '../queues/catalogue.js';
import type { Reason } from '../run/result.js';
import { resolveEnvironment } from './env.js';
import { fieldProblems } from './problem.js';
import type { Workflow } from './workflow.js';

/** One side of a workflow, ready for use. */
export interface ResolvedSide {
  /** Wrapped, so that nothing shows them by mistake. */
  readonly credentials: Secret<unknown>;
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
  overrides?: ParameterOverrides,
): ResolvedWorkflow {
  return {
    origin: resolveSide(workflow, 'origin', environment, overrides),
    target: resolveSide(workflow, 'target', environment, overrides),
  };
}

/**
 * One side of {@link resolveWorkflow}.
 * @throws {@link UnrunnableWorkflowError}
 */
export function resolveSide(
  workflow: Workflow,
  side: keyof ResolvedWorkflow,
  environment: NodeJS.ProcessEnv,
  overrides: ParameterOverrides = {},
): ResolvedSide {
  const { action } = workflow;
  const isConnector = (side === 'origin') === (action.direction === 'inbound');
  const credentials = isConnector
    ? { schema: action.connectorAuth, values: workflow.connectorAuth, path: 'connectorAuth' }
    : { schema: action.hrflowAuth, values: workflow.hrflowAuth, path: 'hrflowAuth' };
  const pull = { ...(workflow.pullParameters as object), ...overrides.pull };
  const push = { ...(workflow.pushParameters as object), ...overrides.push };
  const parameters =
    side === 'origin'
      ? { schema: action.origin.parameters, values: pull, path: 'pullParameters' }
      : { schema: action.target.parameters, values: push, path: 'pushParameters' };
  const reason = side === 'origin' ? 'bad_origin_parameters' : 'bad_target_parameters';
  return {
    credentials: new Secret(resolvePart(credentials, environment, reason)),
    parameters: resolvePart(parameters, environment, reason),
  };
}

interface Part {
  readonly schema: z.ZodType;
  readonly values: unknown;
  readonly path: string;
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
