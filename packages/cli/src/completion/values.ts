import { connectors } from '@hrflow-sync/connectors';
import { loadWorkflows, readConfig, UserError } from '@hrflow-sync/core';
import { CliConfig } from '../config.js';

interface Suggestion {
  readonly word: string;
  readonly does: string;
}

/** The workflows of WORKFLOWS_DIR; none where it can't be read, for nobody sees an error while completing. */
export async function workflowIds(environment: NodeJS.ProcessEnv): Promise<Suggestion[]> {
  try {
    const { workflows } = await loadWorkflows(readConfig(CliConfig, environment).WORKFLOWS_DIR);
    return [...workflows.values()].map(({ id, action }) => ({ word: id, does: action.name }));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

export function connectorNames(): Suggestion[] {
  return connectors.map(({ info }) => ({ word: info.subtype, does: info.name }));
}
