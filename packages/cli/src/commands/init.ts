import { connectors, type Action, type Connector } from '@hrflow-sync/connectors';
import { UserError } from '@hrflow-sync/core/errors';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { projectFiles } from '../init/files.js';

export interface InitOptions {
  /** A connector's subtype or name. */
  readonly connector: string;
  readonly action?: string;
  readonly json: boolean;
}

/** What most people come for. */
const USUAL_ACTION = 'update_profiles_in_hrflow';

/**
 * Writes a project's files. A file that is there already is never replaced: then nothing is written.
 * Resolves to what was done and what to do next, in words or as JSON.
 * @throws UserError `connector_unknown`, `action_unknown`, `init_in_the_way`, `init_directory_unusable`
 */
export async function initProject(
  directory: string,
  { connector, action: name, json }: InitOptions,
): Promise<string> {
  const action = findAction(findConnector(connector), name);
  const { files, workflow } = projectFiles(action);
  const paths = [...files.keys()];
  try {
    await refuseToReplace(directory, paths);
    for (const [path, text] of files) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { flag: 'wx' });
    }
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new UserError(`A project can't be written to ${directory}: ${message}.`, {
      code: 'init_directory_unusable',
      cause: error,
    });
  }
  const steps = nextSteps(directory, workflow.id);
  if (json) {
    return JSON.stringify({ directory, workflow_id: workflow.id, files: paths, next_steps: steps }, null, 2);
  }
  const written = paths.map((path) => `  ${join(directory, path)}`);
  return ['Written:', ...written, 'Next:', ...steps.map((step) => `  ${step}`)].join('\n');
}

function nextSteps(directory: string, id: string): string[] {
  const enter = relative('.', directory) === '' ? [] : [`cd ${directory}`];
  return [
    ...enter,
    'npm install',
    'cp .env.example .env  # and fill it in',
    'set -a; . ./.env; set +a',
    'npx hrflow-sync validate',
    `npx hrflow-sync check ${id}`,
    `npx hrflow-sync run ${id} --dry-run`,
  ];
}

function findConnector(name: string): Connector {
  const wanted = name.toLowerCase();
  const found = connectors.find(({ info }) => [info.subtype, info.name.toLowerCase()].includes(wanted));
  if (found) return found;
  const known = connectors.map(({ info }) => info.subtype).join(', ');
  throw new UserError(`There is no connector "${name}". Known: ${known}.`, {
    code: 'connector_unknown',
    path: '--connector',
  });
}

function findAction({ info, actions }: Connector, name: string | undefined): Action {
  const usual = actions.find((action) => action.name === USUAL_ACTION) ?? actions[0];
  const found = name === undefined ? usual : actions.find((action) => action.name === name);
  if (found) return found;
  const known = actions.map((action) => action.name).join(', ');
  throw new UserError(`${info.name} has no action "${name}". Known: ${known}.`, {
    code: 'action_unknown',
    path: '--action',
  });
}

/** @throws UserError `init_in_the_way` */
async function refuseToReplace(directory: string, paths: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const path of paths) if (await exists(join(directory, path))) there.push(path);
  if (there.length === 0) return;
  throw new UserError(
    `Nothing was written, because ${directory} has these already: ${there.join(', ')}. Name another directory, or move them.`,
    { code: 'init_in_the_way' },
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
