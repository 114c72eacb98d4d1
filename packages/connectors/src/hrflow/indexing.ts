import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError, RejectedItemError } from '../kit/errors.js';
import type { HttpClient, HttpRequest } from '../kit/http/client.js';
import type { JsonObject } from '../kit/json.js';
import { mergeItem } from './merge.js';
import { storedIn } from './stored.js';

/** Where HrFlow keeps an item: a profile in a source, a job on a board. */
export type Shelf =
  | { readonly entity: 'profile'; readonly sourceKey: string }
  | { readonly entity: 'job'; readonly boardKey: string };

export const sourceShelf = (sourceKey: string): Shelf => ({ entity: 'profile', sourceKey });
export const boardShelf = (boardKey: string): Shelf => ({ entity: 'job', boardKey });

/** The shelf as requests about an item name it. */
function keyOf(shelf: Shelf): { source_key: string } | { board_key: string } {
  return shelf.entity === 'profile' ? { source_key: shelf.sourceKey } : { board_key: shelf.boardKey };
}

/** One harmless call before a run: are the credentials good, is the source or board there? */
export async function checkShelf(client: HttpClient, shelf: Shelf): Promise<void> {
  const [path, key] = shelf.entity === 'profile' ? ['source', shelf.sourceKey] : ['board', shelf.boardKey];
  try {
    await client.send({ method: 'GET', path, query: { key } });
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    // There is no item yet that could be at fault: a 404 here means that HRFLOW_API_URL leads elsewhere.
    const { message, code, detail } = error;
    throw new ConfigurationError(message, { code, detail, cause: error });
  }
}

/**
 * The item HrFlow holds under a reference, in a shape that can be written back.
 * @throws {@link RejectedItemError} `profile_not_found`, `job_not_found`
 */
export async function fetchItem(client: HttpClient, shelf: Shelf, reference: string): Promise<JsonObject> {
  const path = `${shelf.entity}/indexing`;
  const { body } = await client.send({ method: 'GET', path, query: { ...keyOf(shelf), reference } });
  return storedIn(body, `GET ${path}`, shelf.entity);
}

/** Like {@link fetchItem}; nothing where HrFlow holds none. An answer that can't be read is no "none". */
export async function findItem(
  client: HttpClient,
  shelf: Shelf,
  reference: string,
): Promise<JsonObject | undefined> {
  try {
    return await fetchItem(client, shelf, reference);
  } catch (error) {
    if (error instanceof RejectedItemError && error.code === `${shelf.entity}_not_found`) return undefined;
    throw error;
  }
}

/**
 * Writes an item that HrFlow didn't hold a moment ago. HrFlow refuses a reference it knows, so there is
 * never a second item. When it does refuse, what it holds tells whose item that is: an earlier try of ours
 * whose answer was lost or came late has left just this; anything else was put there by somebody else.
 * @throws {@link RejectedItemError} `reference_taken` when somebody else was faster
 */
export async function createItem(
  client: HttpClient,
  shelf: Shelf,
  item: JsonObject & { readonly reference: string },
): Promise<void> {
  try {
    await write(client, 'POST', shelf, item);
  } catch (error) {
    if (!(error instanceof RejectedItemError && error.code === 'reference_taken')) throw error;
    const stored = await findItem(client, shelf, item.reference);
    if (stored && isDeepStrictEqual(mergeItem(stored, item), stored)) return;
    const message = stored
      ? `Somebody else created a ${shelf.entity} with this reference in HrFlow in the meantime. It was left as it is.`
      : `HrFlow says that this reference is taken, but shows no ${shelf.entity} with it. Give the item another reference.`;
    throw new RejectedItemError(message, { code: error.code, detail: error.detail, cause: error });
  }
}

/**
 * Replaces an item whole. Done twice, it leaves the same, so it may be repeated when its answer was lost.
 * @param stored what HrFlow was found to hold
 */
export function replaceItem(
  client: HttpClient,
  shelf: Shelf,
  stored: JsonObject,
  item: JsonObject & { readonly reference: string },
): Promise<void> {
  return write(client, 'PUT', shelf, item, stored);
}

async function write(
  client: HttpClient,
  method: HttpRequest['method'],
  shelf: Shelf,
  item: JsonObject,
  stored?: JsonObject,
): Promise<void> {
  const json = { ...item, ...keyOf(shelf) };
  // Where it lies is no difference between the two.
  const replaces = stored && { ...stored, ...keyOf(shelf) };
  await client.send({ method, path: `${shelf.entity}/indexing`, json, replaces, ignoreBody: true });
}

/**
 * Archives an item; HrFlow keeps it, with the day. Archiving what is archived already leaves it so: what
 * HrFlow answers to that is unverified, so a refusal counts only while the item isn't archived.
 * Source: Python SDK 4.3, `storing.py` (`is_archive` is 1 or 0).
 * @throws {@link RejectedItemError} `profile_not_found`, `job_not_found`
 */
export async function archiveItem(client: HttpClient, shelf: Shelf, reference: string): Promise<void> {
  const json = { ...keyOf(shelf), reference, is_archive: 1 };
  const path = `${shelf.entity}/indexing/archive`;
  try {
    await client.send({ method: 'PATCH', path, json, ignoreBody: true });
  } catch (error) {
    const refused = error instanceof RejectedItemError && error.code !== `${shelf.entity}_not_found`;
    if (!refused || !(await isArchived(client, shelf, reference))) throw error;
  }
}

async function isArchived(client: HttpClient, shelf: Shelf, reference: string): Promise<boolean> {
  const stored = await findItem(client, shelf, reference);
  return typeof stored?.['archived_at'] === 'string';
}
