import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of workflow files, somewhere on this machine: nothing there helps to resolve `hrflow-sync`. */
export interface WorkflowFolder {
  readonly path: string;
  write(name: string, source: string): Promise<void>;
  remove(): Promise<void>;
}

export async function createWorkflowFolder(
  files: Readonly<Record<string, string>> = {},
): Promise<WorkflowFolder> {
  const path = await mkdtemp(join(tmpdir(), 'hrflow-sync-workflows-'));
  const write = (name: string, source: string): Promise<void> => writeFile(join(path, name), source);
  for (const [name, source] of Object.entries(files)) await write(name, source);
  return { path, write, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A workflow over the sandbox, with the given options after the usual ones. */
export function candidatesWorkflow(options = ''): string {
  return `
import { defineWorkflow, env, Greenhouse } from 'hrflow-sync';
export default defineWorkflow({
  id: 'candidates',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: { auth: env('GREENHOUSE_API_KEY') },
  hrflowAuth: { api_secret: env('HRFLOW_API_SECRET'), api_user: env('HRFLOW_API_USER') },
  pushParameters: { source_key: env('HRFLOW_SOURCE_KEY') },
  logics: [(candidate) => (candidate.tags?.includes('do-not-contact') ? null : candidate)],
  ${options}
});
`;
}
