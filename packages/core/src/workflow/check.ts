import { z } from 'zod';
import type { ParameterOverrides } from '../queues/catalogue.js';
import { environmentReferences, isEnvironmentReference } from './env.js';
import { fieldProblems, type FieldProblem } from './problem.js';
import { NotifyShape } from './notify.js';
import { RetentionShape } from './retention.js';
import { Schedule } from './schedule.js';
import { webhookOf, WebhookShape, type Webhook } from './webhook.js';
import type { Workflow, WorkflowDefinition } from './workflow.js';

const functionValue = z.custom<(...args: never[]) => unknown>(
  (value) => typeof value === 'function',
  'expected a function',
);

const WorkflowShape = z.strictObject({
  id: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
      'expected letters, digits, "-", "_" or ".", starting with a letter, at most 64',
    ),
  action: z.custom<Workflow['action']>(
    isAction,
    'unknown action: expected one such as Greenhouse.update_profiles_in_hrflow',
  ),
  connectorAuth: z.record(z.string(), z.unknown()),
  hrflowAuth: z.record(z.string(), z.unknown()),
  pullParameters: z.record(z.string(), z.unknown()).optional(),
  pushParameters: z.record(z.string(), z.unknown()),
  logics: z.array(functionValue).optional(),
  format: functionValue.optional(),
  callback: functionValue.optional(),
  schedule: Schedule.optional(),
  webhook: WebhookShape.optional(),
  enabled: z.boolean().optional(),
  persist: z.boolean().optional(),
  incremental: z.boolean().optional(),
  skipUnchanged: z.boolean().optional(),
  itemIndex: z.boolean().optional(),
  notify: NotifyShape.optional(),
  retention: RetentionShape.optional(),
});

function isAction(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'origin' in value &&
    'target' in value &&
    'connector' in value
  );
}

export type CheckedWorkflow =
  | { readonly workflow: Workflow; readonly problems?: never }
  | { readonly workflow?: never; readonly problems: readonly FieldProblem[] };

/** Checks a definition as far as it goes without the values of environment variables. */
export function checkWorkflow(definition: WorkflowDefinition, file: string): CheckedWorkflow {
  const shape = WorkflowShape.safeParse(definition);
  if (!shape.success)
    return { problems: fieldProblems(shape.error, '', Object.keys(WorkflowShape.shape)).map(nameAction) };
  const { action } = shape.data;
  const caught = shape.data.webhook && webhookOf(action, shape.data.webhook);
  const problems = [
    ...(caught?.problems ?? []),
    ...checkValues(action.connectorAuth, definition.connectorAuth, 'connectorAuth'),
    ...checkValues(action.hrflowAuth, definition.hrflowAuth, 'hrflowAuth'),
    ...checkPullParameters(action, definition),
    ...checkValues(action.target.parameters, definition.pushParameters, 'pushParameters'),
  ];
  if (problems.length > 0) return { problems };
  const webhook = caught && 'webhook' in caught ? caught.webhook : undefined;
  const { notify, retention } = shape.data;
  return { workflow: { ...withDefaults(definition, action, webhook, file), notify, retention } };
}

/** What a workflow leaves out that only events start, an event says. */
function checkPullParameters(action: Workflow['action'], definition: WorkflowDefinition): FieldProblem[] {
  const { pullParameters = {}, webhook, schedule } = definition;
  const problems = checkValues(action.origin.parameters, pullParameters, 'pullParameters');
  if (webhook === undefined || schedule !== undefined) return problems;
  return problems.filter(({ code }) => code !== 'parameter_missing');
}

/**
 * Checks the parameters of one run as far as it goes without the values of environment variables. Names are
 * those of the contract: `pull_parameters.job_id`.
 */
export function checkOverrides(workflow: Workflow, overrides: ParameterOverrides): FieldProblem[] {
  const { origin, target } = workflow.action;
  const pull = { ...(workflow.pullParameters as object), ...overrides.pull };
  const push = { ...(workflow.pushParameters as object), ...overrides.push };
  return [
    ...checkValues(origin.parameters, pull, 'pull_parameters'),
    ...checkValues(target.parameters, push, 'push_parameters'),
  ];
}

/**
 * Checks values against a schema. A field given as `env(…)` is checked again, with its value, when a
 * run starts.
 */
function checkValues(schema: z.ZodType, values: unknown, prefix: string): FieldProblem[] {
  const parsed = schema.safeParse(withPlaceholders(values));
  if (parsed.success) return [];
  const later = new Set(environmentReferences(values, prefix).map(({ path }) => path));
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return fieldProblems(parsed.error, prefix, known).filter(
    (problem) => problem.code === 'parameter_unknown' || !later.has(problem.path),
  );
}

function withPlaceholders(value: unknown): unknown {
  if (isEnvironmentReference(value)) return 'from-environment';
  if (Array.isArray(value)) return value.map(withPlaceholders);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withPlaceholders(child)]));
}

function nameAction(problem: FieldProblem): FieldProblem {
  return problem.path === 'action' ? { ...problem, code: 'action_unknown' } : problem;
}

function withDefaults(
  definition: WorkflowDefinition,
  action: Workflow['action'],
  webhook: Webhook | undefined,
  file: string,
): Workflow {
  return {
    id: definition.id,
    action,
    connectorAuth: definition.connectorAuth,
    hrflowAuth: definition.hrflowAuth,
    pullParameters: definition.pullParameters ?? {},
    pushParameters: definition.pushParameters,
    logics: definition.logics ?? [],
    format: definition.format ?? ((item) => action.format(item)),
    callback: definition.callback,
    schedule: definition.schedule,
    webhook,
    enabled: definition.enabled ?? true,
    persist: definition.persist ?? true,
    incremental: definition.incremental ?? false,
    skipUnchanged: definition.skipUnchanged ?? false,
    itemIndex: definition.itemIndex ?? false,
    file,
  };
}
