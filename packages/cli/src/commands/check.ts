import { closeConnections, openClient, SyncError } from '@hrflow-sync/connectors';
import {
  describeProblem,
  loadWorkflows,
  readConfig,
  resolveSide,
  UserError,
  type ResolvedWorkflow,
  type Workflow,
} from '@hrflow-sync/core';
import { CliConfig } from '../config.js';
import { sidesOf } from '../docs/sides.js';
import { EXIT } from '../exit-code.js';
import { findWorkflow } from '../find-workflow.js';

type Side = keyof ResolvedWorkflow;
const SIDES: readonly Side[] = ['origin', 'target'];

/** What one side said. */
interface Finding {
  readonly side: Side;
  readonly system: string;
  readonly ok: boolean;
  /** Stable; documented in docs/errors.md. */
  readonly code: string | null;
  /** The field to look at, where one is known. */
  readonly path: string | null;
  /** What is wrong and what to do about it. */
  readonly message: string | null;
}

/**
 * Tries the credentials and parameters of both sides of a workflow with one harmless call each, and prints
 * what they said. Needs no Redis. Resolves to the exit code.
 * @throws {@link UserError} `workflow_not_found`, `workflows_dir_unreadable` and the codes of a workflow that is wrong
 */
export async function checkWorkflow(
  environment: NodeJS.ProcessEnv,
  workflowId: string,
  { json }: { json: boolean },
): Promise<number> {
  const loaded = await loadWorkflows(readConfig(CliConfig, environment).WORKFLOWS_DIR);
  for (const problem of loaded.problems) process.stderr.write(`${describeProblem(problem)}\n`);
  const workflow = findWorkflow(loaded, workflowId);
  try {
    const findings = await Promise.all(SIDES.map((side) => ask(workflow, side, environment)));
    const ok = findings.every((finding) => finding.ok);
    const document = { workflow_id: workflowId, action: workflow.action.name, ok, sides: findings };
    process.stdout.write(
      json
        ? `${JSON.stringify(document, null, 2)}\n`
        : findings.map((finding) => `${inWords(finding)}\n`).join(''),
    );
    return ok ? EXIT.ok : EXIT.usage;
  } finally {
    await closeConnections();
  }
}

async function ask(workflow: Workflow, side: Side, environment: NodeJS.ProcessEnv): Promise<Finding> {
  const about = { side, system: sidesOf(workflow.action)[side] };
  try {
    const { credentials, parameters } = resolveSide(workflow, side, environment);
    const system = workflow.action[side];
    await system.check(openClient(system.api, credentials, { baseUrls: environment }), parameters);
    return { ...about, ok: true, code: null, path: null, message: null };
  } catch (error) {
    if (!(error instanceof SyncError || error instanceof UserError)) throw error;
    return { ...about, ok: false, code: error.code, path: error.path ?? null, message: error.message };
  }
}

/** One line, with the field first unless the message names it. */
function inWords({ side, system, ok, code, path, message }: Finding): string {
  if (ok) return `${system} (${side}): ok`;
  const field = path === null || message?.includes(path) ? '' : `${path}: `;
  return `${system} (${side}): ${field}${message?.replace(/\s+/g, ' ')} [${code}]`;
}
