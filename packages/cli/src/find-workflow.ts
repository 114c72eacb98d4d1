import { describeProblem, UserError, type LoadedWorkflows, type Workflow } from '@hrflow-sync/core';

/** @throws {@link UserError} `workflow_not_found`, or the code of what is wrong with this workflow */
export function findWorkflow({ workflows, problems }: LoadedWorkflows, id: string): Workflow {
  const workflow = workflows.get(id);
  if (workflow) return workflow;
  const [its] = problems.filter(({ workflowId }) => workflowId === id);
  if (its) throw new UserError(describeProblem(its), { code: its.code, path: its.path });
  const known = [...workflows.keys()].join(', ') || 'none';
  throw new UserError(`There is no workflow "${id}". Known: ${known}.`, { code: 'workflow_not_found' });
}
