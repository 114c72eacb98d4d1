import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { connectors as allConnectors, type Connector } from '@hrflow-sync/connectors';
import { UserError } from '@hrflow-sync/core';
import type { Command } from 'commander';
import { readCommandsPage } from '../docs/commands-page.js';
import { readReadme } from '../docs/readme.js';
import { reference } from '../docs/reference.js';
import { staleFiles, type StaleFile } from '../docs/stale.js';

/** Where the reference lies in the repository. */
const DOCS_DIRECTORY = 'docs/connectors';

export interface DocsOptions {
  readonly directory: string;
  /** Holds a table of connectors, which is kept up to date as well. Default: none does. */
  readonly readme?: string;
  /** Holds a reference of commands, which is kept up to date as well. Default: none does. */
  readonly commands?: string;
  readonly check: boolean;
}

/** What is documented. */
export interface Documented {
  readonly connectors?: readonly Connector[];
  /** Whose commands are described. Default: nobody's. */
  readonly program?: Command;
}

/** A page of which a part is written here. */
interface Page {
  readonly path: string;
  readonly text: string;
  readonly wanted: string;
}

/**
 * Writes the reference pages of all actions, and removes those of actions that are gone. With `check`
 * it writes nothing, and fails where it would have something to do. Resolves to what was done, in words.
 * @throws {@link UserError} `docs_stale`, `docs_in_the_way`, `docs_directory_unusable`
 */
export async function docsCommand(
  options: DocsOptions,
  { connectors = allConnectors, program }: Documented = {},
): Promise<string> {
  try {
    const { directory, readme, commands } = options;
    const pages = [
      readme === undefined ? undefined : await readReadme(readme, directory, connectors),
      commands === undefined || !program ? undefined : await readCommandsPage(commands, program),
    ].filter((page) => page !== undefined);
    return await (options.check ? check : update)(directory, reference(connectors), pages);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new UserError(`The reference pages can't be kept in ${options.directory}: ${message}.`, {
      code: 'docs_directory_unusable',
      cause: error,
    });
  }
}

async function check(
  directory: string,
  pages: ReadonlyMap<string, string>,
  partly: readonly Page[],
): Promise<string> {
  const stale = [...(await staleFiles(directory, pages)), ...stalePages(partly)];
  if (stale.length === 0) return upToDate(directory, pages);
  const where = normalize(directory) === normalize(DOCS_DIRECTORY) ? '' : ` --directory ${directory}`;
  throw new UserError(
    `Reference pages in ${directory} are stale: ${list(stale)}. To bring them up to date: pnpm hrflow-sync docs${where}`,
    { code: 'docs_stale' },
  );
}

function stalePages(partly: readonly Page[]): StaleFile[] {
  return partly.filter(({ text, wanted }) => text !== wanted).map(({ path }) => ({ path, state: 'changed' }));
}

async function update(
  directory: string,
  pages: ReadonlyMap<string, string>,
  partly: readonly Page[],
): Promise<string> {
  const stale = await staleFiles(directory, pages);
  const foreign = stale.filter(({ state }) => state === 'foreign');
  if (foreign.length > 0) {
    throw new UserError(
      `Not written by this command, and in the way in ${directory}: ${list(foreign)}. Move it, or name another --directory.`,
      { code: 'docs_in_the_way' },
    );
  }
  for (const { path } of stale) {
    const file = join(directory, path);
    const page = pages.get(path);
    if (page === undefined) await rm(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, page);
    }
  }
  const changed = [...stale, ...stalePages(partly)];
  for (const { path, text, wanted } of partly) if (text !== wanted) await writeFile(path, wanted);
  if (changed.length === 0) return upToDate(directory, pages);
  return `Reference pages in ${directory} brought up to date: ${list(changed)}.`;
}

function upToDate(directory: string, { size }: ReadonlyMap<string, string>): string {
  return `All ${size} files of the reference in ${directory} are up to date.`;
}

function list(files: readonly StaleFile[]): string {
  return files.map(({ path, state }) => `${path} (${state})`).join(', ');
}
