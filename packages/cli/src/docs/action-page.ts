import type { Action, Endpoint } from '@hrflow-sync/connectors';
import { example } from './example.js';
import { fieldsOf } from './fields.js';
import { fieldTable, page, table } from './markdown.js';
import { sidesOf } from './sides.js';
import { workflowFields } from './workflow-fields.js';

/** `update_profiles_in_hrflow` is "Update profiles in hrflow". */
export function titleOf({ name }: Action): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An action's page, with the sections of hrflow-connectors' pages in their order. */
export function actionPage(action: Action): string {
  const { origin, target } = sidesOf(action);
  return page(
    `# ${titleOf(action)}\n\`${origin}\` :arrow_right: \`${target}\``,
    action.description,
    endpointTable(origin, action.origin.endpoints),
    endpointTable(target, action.target.endpoints),
    `## ${action.connector.name} Auth Parameters`,
    fieldTable(fieldsOf(action.connectorAuth)),
    '## HrFlow.ai Auth Parameters',
    fieldTable(fieldsOf(action.hrflowAuth)),
    `## Pull Parameters (${origin})`,
    fieldTable(fieldsOf(action.origin.parameters)),
    `## Push Parameters (${target})`,
    fieldTable(fieldsOf(action.target.parameters)),
    '## Other Parameters',
    fieldTable(workflowFields),
    ':red_circle: : *required*',
    `**Incremental runs.** ${incrementalNote(action)}`,
    '## Example',
    `\`\`\`ts\n${example(action)}\n\`\`\``,
  );
}

function endpointTable(system: string, endpoints: readonly Endpoint[]): string | undefined {
  if (endpoints.length === 0) return undefined;
  const rows = endpoints.map(({ name, url, description }) => [`**[${name}](${url})**`, description]);
  return `**${system} endpoints used:**\n\n${table(['Endpoint', 'Description'], rows)}`;
}

function incrementalNote({ origin }: Action): string {
  return (
    origin.incremental?.blindSpots ?? 'Not supported: with `incremental: true` a run ends before it reads.'
  );
}
