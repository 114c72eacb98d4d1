import {
  describeProblem,
  loadWorkflows,
  readConfig,
  startProblems,
  type LoadedWorkflows,
  type WorkflowProblem,
} from '@hrflow-sync/core';
import { resolve } from 'node:path';
import { CliConfig } from '../config.js';
import { EXIT } from '../exit-code.js';

export interface ValidateOptions {
  /** Leaves variables out: only what the files say is checked. */
  readonly skipEnvironment: boolean;
  readonly json: boolean;
}

/**
 * Checks every workflow file as far as it goes without calling anybody, and prints what is wrong. Resolves to
 * the exit code.
 * @throws UserError `workflows_dir_unreadable`
 */
export async function validateWorkflows(
  environment: NodeJS.ProcessEnv,
  { skipEnvironment, json }: ValidateOptions,
): Promise<number> {
  const { WORKFLOWS_DIR } = readConfig(CliConfig, environment);
  const loaded = await loadWorkflows(WORKFLOWS_DIR);
  const values = skipEnvironment ? undefined : environment;
  const problems = [
    ...loaded.problems,
    ...[...loaded.workflows.values()].flatMap((each) => startProblems(each, values)),
    ...noWorkflows(loaded, WORKFLOWS_DIR),
  ];
  const ids = [...loaded.workflows.keys()];
  process.stdout.write(`${json ? toJson(ids, problems) : inWords(ids, problems)}\n`);
  return problems.length === 0 ? EXIT.ok : EXIT.usage;
}

/** Most likely the folder is another one. */
function noWorkflows({ workflows, problems }: LoadedWorkflows, directory: string): WorkflowProblem[] {
  if (workflows.size > 0 || problems.length > 0) return [];
  const message =
    'no workflow files here: "hrflow-sync init" writes one, or set WORKFLOWS_DIR to their folder';
  return [{ file: resolve(directory), code: 'workflows_missing', message }];
}

function toJson(ids: readonly string[], problems: readonly WorkflowProblem[]): string {
  const document = {
    ok: problems.length === 0,
    workflows: ids,
    problems: problems.map(({ file, workflowId, path, code, message }) => ({
      file,
      workflow_id: workflowId ?? null,
      path: path ?? null,
      code,
      message,
    })),
    missing_variables: missingVariables(problems),
  };
  return JSON.stringify(document, null, 2);
}

function inWords(ids: readonly string[], problems: readonly WorkflowProblem[]): string {
  const missing = missingVariables(problems);
  const summary =
    problems.length === 0
      ? `All is well: ${count(ids.length, 'workflow')} (${ids.join(', ')}).`
      : `${count(problems.length, 'problem')}; ${count(ids.length, 'workflow')} loaded.`;
  return [
    // What a parser has to say may take several lines.
    ...problems.map((problem) => describeProblem(problem).replace(/\s+/g, ' ')),
    ...(missing.length === 0 ? [] : [`Variables that are not set: ${missing.join(', ')}`]),
    summary,
  ].join('\n');
}

function missingVariables(problems: readonly WorkflowProblem[]): string[] {
  return [...new Set(problems.flatMap(({ variable }) => variable ?? []))].sort();
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
