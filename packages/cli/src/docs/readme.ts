import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { Action, Connector, Mode } from '@hrflow-sync/connectors';
import { table } from './markdown.js';

const START = '<!-- connectors: written by `hrflow-sync docs` -->';
const END = '<!-- /connectors -->';

/** What an action is about. An action whose column is missing here would be left out, so all four are. */
const COLUMNS: Readonly<Record<string, Pick<Action, 'direction' | 'entity'>>> = {
  'jobs → HrFlow.ai': { direction: 'inbound', entity: 'job' },
  'profiles → HrFlow.ai': { direction: 'inbound', entity: 'profile' },
  'HrFlow.ai → jobs': { direction: 'outbound', entity: 'job' },
  'HrFlow.ai → profiles': { direction: 'outbound', entity: 'profile' },
};
const MODES: readonly Mode[] = ['create', 'update', 'archive'];

/** A README whose table of connectors is kept up to date. */
export interface Readme {
  readonly path: string;
  readonly text: string;
  /** What it should be. */
  readonly wanted: string;
}

/**
 * Reads a README that has a place for the table of connectors: two comments, between which it stands.
 * @param directory where the pages lie that the table links to
 * @returns nothing where there is no such file, or no such place in it
 */
export async function readReadme(
  path: string,
  directory: string,
  connectors: readonly Connector[],
): Promise<Readme | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) return undefined;
  const pages = relative(dirname(path), directory).split(sep).join('/');
  const wanted = `${text.slice(0, start)}${block(pages, connectors)}${text.slice(end + END.length)}`;
  return { path, text, wanted };
}

/** Prettier would align the columns anew with each connector. */
function block(pages: string, connectors: readonly Connector[]): string {
  return [
    START,
    '<!-- prettier-ignore-start -->',
    connectorTable(pages, connectors),
    '<!-- prettier-ignore-end -->',
    END,
  ].join('\n\n');
}

/** A row for each connector, a column for each kind of action that any of them has. */
function connectorTable(pages: string, connectors: readonly Connector[]): string {
  const all = connectors.flatMap(({ actions }) => actions);
  const columns = Object.entries(COLUMNS).filter(([, column]) => all.some(isIn(column)));
  const rows = connectors.map(({ info, actions }) => [
    `[${info.name}](${info.url})`,
    ...columns.map(([, column]) =>
      actions
        .filter(isIn(column))
        .sort((a, b) => MODES.indexOf(a.mode) - MODES.indexOf(b.mode))
        .map(({ mode, name }) => `[${mode}](${pages}/${info.subtype}/${name}.md)`)
        .join(', '),
    ),
  ]);
  return table(['Connector', ...columns.map(([title]) => title)], rows);
}

function isIn({ direction, entity }: Pick<Action, 'direction' | 'entity'>): (action: Action) => boolean {
  return (action) => action.direction === direction && action.entity === entity;
}
