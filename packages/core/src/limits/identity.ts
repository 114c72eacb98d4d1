import { Secret } from '@hrflow-sync/connectors';
import { createHash, createHmac } from 'node:crypto';

/** Hex characters of an account's name: 64 bits, far more than anybody has accounts. */
const NAME_LENGTH = 16;

/**
 * The name under which an account's limit is shared: a keyed hash of provider and credentials, the same
 * in every worker. Whoever sees the name without the key (in a log, in a list of Redis keys) can't find
 * out by trying which credential it stands for. Whoever can read all of Redis has the key as well: for
 * them only the length of an API key stands in the way, which a short password would not have.
 *
 * Two keys of one customer are two accounts here; nothing tells us that they belong together.
 */
export function accountName(key: Buffer, provider: string, credentials: unknown): string {
  const identity = canonicalJson([provider, Secret.reveal(credentials)]);
  return createHmac('sha256', key).update(identity).digest('hex').slice(0, NAME_LENGTH);
}

/** An account's name inside this process: a hash, so that no list of accounts is a list of credentials. */
export function localAccountName(provider: string, credentials: unknown): string {
  const identity = canonicalJson([provider, Secret.reveal(credentials)]);
  return createHash('sha256').update(identity).digest('base64url');
}

/** JSON that doesn't depend on the order in which fields were written. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) => {
    if (typeof field !== 'object' || field === null || Array.isArray(field)) return field;
    return Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
