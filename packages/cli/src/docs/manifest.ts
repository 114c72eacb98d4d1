import type { Action, Connector } from '@hrflow-sync/connectors';
import { jsonSchemaOf } from './fields.js';
import { sidesOf } from './sides.js';

/** Any JSON: what an origin's items are, TypeScript knows and no schema says. */
const ANYTHING = {};

/**
 * All connectors for programs, under the names that hrflow-connectors' manifest gives things. Of its members,
 * `logo`, `jsonmap` and `workflow` are left out: they are pictures, maps and Python templates of HrFlow's own UI.
 */
export function manifest(connectors: readonly Connector[]): string {
  const described = connectors.map(({ info, actions }) => ({
    name: info.name,
    type: info.type.replaceAll(' ', '').toUpperCase(),
    subtype: info.subtype,
    url: info.url,
    description: info.description,
    actions: actions.map(describeAction),
  }));
  return `${JSON.stringify({ name: 'HrFlow.ai Connectors', connectors: described }, null, 2)}\n`;
}

function describeAction(action: Action): Record<string, unknown> {
  const { origin, target } = sidesOf(action);
  return {
    name: action.name,
    data_type: action.entity,
    direction: action.direction,
    mode: action.mode,
    connector_auth_parameters: jsonSchemaOf(action.connectorAuth),
    hrflow_auth_parameters: jsonSchemaOf(action.hrflowAuth),
    origin,
    origin_data_schema: ANYTHING,
    supports_incremental: action.origin.incremental !== undefined,
    pull_parameters: jsonSchemaOf(action.origin.parameters),
    target,
    target_data_schema: jsonSchemaOf(action.target.item, 'ref'),
    push_parameters: jsonSchemaOf(action.target.parameters),
  };
}
