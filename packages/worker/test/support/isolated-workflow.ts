import { loadWorkflows, type Workflow } from '@hrflow-sync/core';
import { createWorkflowFolder, type WorkflowFolder } from '../../../../test/support/workflow-folder.js';
import { workflowOver, type World } from './engine-fixture.js';

/** What a workflow file has after what is the same in all of them. */
export function sourceOf(options: string, above = ''): string {
  return `
import { defineWorkflow, Greenhouse } from 'hrflow-sync';
${above}
export default defineWorkflow({
  id: 'numbers',
  action: Greenhouse.update_profiles_in_hrflow,
  connectorAuth: { auth: 'none' },
  hrflowAuth: { api_secret: 'none', api_user: 'none@example.com' },
  pushParameters: { source_key: 'none' },
  format: (item) => item,
  ${options}
});
`;
}

/** A workflow whose functions are in a file, where threads find them, over a world in memory. */
export interface FiledWorkflow {
  readonly folder: WorkflowFolder;
  /** As the file has it now. @throws when it has none */
  load(world: World): Promise<Workflow>;
}

export async function fileWorkflow(options: string, above = ''): Promise<FiledWorkflow> {
  const folder = await createWorkflowFolder({ 'numbers.ts': sourceOf(options, above) });
  return {
    folder,
    async load(world) {
      const { workflows, problems } = await loadWorkflows(folder.path);
      const loaded = workflows.get('numbers');
      if (!loaded) throw new Error(JSON.stringify(problems));
      const { logics, format, callback, isolation, file, edition } = loaded;
      return workflowOver(world, {
        logics,
        format,
        callback,
        isolation,
        file,
        ...(edition !== undefined && { edition }),
      });
    },
  };
}
