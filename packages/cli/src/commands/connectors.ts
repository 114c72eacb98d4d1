import { connectors as allConnectors, type Action, type Connector } from '@hrflow-sync/connectors';
import { sidesOf } from '../docs/sides.js';
import { table } from '../operators/table.js';

/** All connectors and their actions: a table for people, or one JSON document. */
export function listConnectors(
  { json }: { json: boolean },
  connectors: readonly Connector[] = allConnectors,
): string {
  if (json) return JSON.stringify({ connectors: connectors.map(toDocument) }, null, 2);
  const rows = connectors.flatMap(({ info, actions }) =>
    actions.map((action) => {
      const { origin, target } = sidesOf(action);
      const { name, mode, entity } = action;
      return [info.name, name, mode, entity, `${origin} → ${target}`, isIncremental(action) ? 'yes' : 'no'];
    }),
  );
  return table(['connector', 'action', 'mode', 'entity', 'direction', 'incremental'], rows);
}

function toDocument({ info, actions }: Connector): object {
  const { name, subtype, type, url } = info;
  return {
    name,
    subtype,
    type,
    url,
    actions: actions.map((action) => ({
      name: action.name,
      mode: action.mode,
      entity: action.entity,
      direction: action.direction,
      ...sidesOf(action),
      incremental: isIncremental(action),
    })),
  };
}

function isIncremental({ origin }: Action): boolean {
  return origin.incremental !== undefined;
}
