import { loadWorkflows, startProblems, UserError, type Workflow } from '@hrflow-sync/core';
import { resolve } from 'node:path';
import { ok, wrong, type Finding } from './finding.js';

/** Are there any, and are they right? */
export async function examineWorkflows(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ findings: Finding[]; workflows: Workflow[] }> {
  try {
    const loaded = await loadWorkflows(directory);
    const workflows = [...loaded.workflows.values()];
    const problems = [...loaded.problems, ...workflows.flatMap((each) => startProblems(each, environment))];
    return { findings: [finding(resolve(directory), workflows.length, problems)], workflows };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { findings: [wrong('workflows', error)], workflows: [] };
  }
}

function finding(folder: string, workflows: number, problems: readonly { code: string }[]): Finding {
  const [first] = problems;
  if (first) {
    const number = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const message = `${folder} has ${number}. "hrflow-sync validate" lists what to mend.`;
    return wrong('workflows', { code: first.code, message });
  }
  if (workflows > 0) return ok('workflows', `${workflows} in ${folder}`);
  const message = `${folder} has none. "hrflow-sync init" writes one, or set WORKFLOWS_DIR to their folder.`;
  return wrong('workflows', { code: 'workflows_missing', message });
}
