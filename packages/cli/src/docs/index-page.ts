import type { Connector } from '@hrflow-sync/connectors';
import { titleOf } from './action-page.js';
import { page, table } from './markdown.js';
import { sidesOf } from './sides.js';

/** The table of all connectors and actions, each linked to its page. */
export function indexPage(connectors: readonly Connector[]): string {
  const rows = connectors.flatMap(({ info, actions }) =>
    actions.map((action) => {
      const { origin, target } = sidesOf(action);
      return [
        `[${info.name}](${info.url})`,
        info.type,
        `[${titleOf(action)}](${info.subtype}/${action.name}.md)`,
        `\`${origin}\` :arrow_right: \`${target}\``,
        action.origin.incremental ? 'yes' : 'no',
      ];
    }),
  );
  return page(
    '# Connectors',
    table(['Connector', 'Type', 'Action', 'Direction', 'Incremental'], rows),
    'For programs, the same is in [manifest.json](manifest.json), with parameters as JSON Schemas.',
  );
}
