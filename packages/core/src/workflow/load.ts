import { readdir, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import * as connectors from '@hrflow-sync/connectors';
import { createJiti } from 'jiti';
import { UserError, wordsOf } from '../errors.js';
import { checkWorkflow } from './check.js';
import { env } from './env.js';
import type { WorkflowProblem } from './problem.js';
import { editionOf } from './sources.js';
import { defineWorkflow, isWorkflowDefinition, type Workflow } from './workflow.js';

/** What is found in a folder of workflow files. */
export interface LoadedWorkflows {
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** Files or workflows left out, and why. */
  readonly problems: readonly WorkflowProblem[];
}

const require = createRequire(import.meta.url);

/** What a workflow file sees when it imports `hrflow-sync`, wherever the file lies. */
const authoringModule = { ...connectors, defineWorkflow, env };

const WORKFLOW_FILE = /\.(ts|mts|js|mjs)$/;
const NOT_A_WORKFLOW = /(^[._])|(\.d\.m?ts$)|(\.test\.)/;

/**
 * Loads every workflow of a folder. TypeScript needs no build step. A broken file is a problem in the
 * result and stops no other.
 * @throws {@link UserError} `workflows_dir_unreadable`
 */
export async function loadWorkflows(directory: string): Promise<LoadedWorkflows> {
  const root = resolve(directory);
  return loadFiles(root, await workflowFiles(root));
}

/** Loads the workflows of one file, as {@link loadWorkflows} would among the others of its folder. */
export async function loadWorkflowFile(path: string): Promise<LoadedWorkflows> {
  return loadFiles(dirname(resolve(path)), [basename(path)]);
}

async function loadFiles(root: string, files: readonly string[]): Promise<LoadedWorkflows> {
  forgetJson(await realpath(root).catch(() => root));
  // Before they are loaded: should one change in between, what was loaded bears an edition that is gone.
  const edition = await editionOf(root);
  const workflows = new Map<string, Workflow>();
  const problems: WorkflowProblem[] = [];
  for (const file of files) {
    const name = relative(process.cwd(), join(root, file)) || file;
    for (const exported of await readDefinitions(join(root, file), name, problems)) {
      try {
        addWorkflow(exported, { file: name, edition }, workflows, problems);
      } catch (error) {
        // It threw while it was looked at.
        problems.push({
          file: name,
          code: 'workflow_file_broken',
          message: `can't be read: ${wordsOf(error)}`,
        });
      }
    }
  }
  return { workflows, problems };
}

/** jiti leaves JSON to Node, which would give what it read the first time. */
function forgetJson(root: string): void {
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(join(root, sep)) && path.endsWith('.json')) delete require.cache[path];
  }
}

async function workflowFiles(root: string): Promise<string[]> {
  try {
    const names = await readdir(root);
    return names.filter((name) => WORKFLOW_FILE.test(name) && !NOT_A_WORKFLOW.test(name)).sort();
  } catch (error) {
    throw new UserError(
      `Can't read the workflows folder ${root}. Set WORKFLOWS_DIR to a folder of workflow files.`,
      {
        code: 'workflows_dir_unreadable',
        path: 'WORKFLOWS_DIR',
        cause: error,
      },
    );
  }
}

async function readDefinitions(path: string, file: string, problems: WorkflowProblem[]): Promise<unknown[]> {
  const jiti = createJiti(import.meta.url, {
    virtualModules: { 'hrflow-sync': authoringModule },
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
  });
  try {
    const exported = await jiti.import<{ default?: unknown }>(path);
    const value = exported.default;
    return Array.isArray(value) ? (value as unknown[]) : [value];
  } catch (error) {
    problems.push({
      file,
      code: 'workflow_file_broken',
      message: `can't be loaded: ${wordsOf(error)}`,
    });
    return [];
  }
}

function addWorkflow(
  exported: unknown,
  { file, edition }: { readonly file: string; readonly edition: string },
  workflows: Map<string, Workflow>,
  problems: WorkflowProblem[],
): void {
  if (!isWorkflowDefinition(exported)) {
    problems.push({
      file,
      code: 'workflow_file_broken',
      message: 'the default export must be defineWorkflow({…}) or an array of them',
    });
    return;
  }
  const workflowId = typeof exported.id === 'string' ? exported.id : undefined;
  const checked = checkWorkflow(exported, file);
  if (checked.problems) {
    problems.push(...checked.problems.map((problem) => ({ ...problem, file, workflowId })));
    return;
  }
  const workflow: Workflow = { ...checked.workflow, edition };
  const namesake = workflows.get(workflow.id);
  if (namesake) {
    problems.push({
      file,
      workflowId,
      code: 'workflow_id_duplicate',
      path: 'id',
      message: `already used in ${namesake.file}: ids must be unique, the first one stands`,
    });
    return;
  }
  workflows.set(workflow.id, workflow);
}
