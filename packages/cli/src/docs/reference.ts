import type { Connector } from '@hrflow-sync/connectors';
import { actionPage } from './action-page.js';
import { indexPage } from './index-page.js';
import { manifest } from './manifest.js';

/** The text of each file of the reference, by its path within the reference's folder. */
export function reference(connectors: readonly Connector[]): ReadonlyMap<string, string> {
  const pages = connectors.flatMap(({ info, actions }) =>
    actions.map((action) => [`${info.subtype}/${action.name}.md`, actionPage(action)] as const),
  );
  return new Map([['README.md', indexPage(connectors)], ['manifest.json', manifest(connectors)], ...pages]);
}
