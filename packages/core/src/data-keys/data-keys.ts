import { RejectedItemError } from '@hrflow-sync/connectors';
import { UserError } from '../errors.js';
import { readVariable } from '../secrets/variable.js';
import { decrypt, encrypt, KEY_BYTES } from './aes-gcm.js';

const VARIABLE = 'DATA_ENCRYPTION_KEYS';
/** Begins what is sealed: `enc:1:<key id>:<base64>`. No JSON begins like that. */
const MARK = 'enc:1:';
const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;
/** 32 bytes in base64, padded or not. */
const KEY_TEXT = /^[A-Za-z0-9+/]{43}=?$/;

/**
 * The keys under which personal data lies in Redis. Without any it lies there as it is.
 *
 * What is sealed opens only for the place it was sealed for ({@link placeOf}): moved into another job, or changed, it
 * doesn't open. What was stored before there was a key stays readable, so encryption can be turned on under load.
 */
export class DataKeys {
  /** The first seals, all of them open. */
  readonly #keys: ReadonlyMap<string, Buffer>;

  private constructor(keys: ReadonlyMap<string, Buffer>) {
    this.#keys = keys;
  }

  /** Seals nothing. */
  static readonly none = new DataKeys(new Map());

  /**
   * Reads `DATA_ENCRYPTION_KEYS`, or the file that `DATA_ENCRYPTION_KEYS_FILE` names: `<id>:<32 bytes in base64>`,
   * several separated by commas or line breaks, the one that seals first.
   * @throws {@link UserError} `data_keys_invalid`, which never quotes a key
   */
  static read(environment: NodeJS.ProcessEnv): DataKeys {
    const text = readVariable(VARIABLE, environment);
    if (text === undefined) return DataKeys.none;
    const entries = text
      .split(/[,\s]+/)
      .filter((entry) => entry !== '')
      .map(parseEntry);
    const keys = new Map(entries);
    if (keys.size === 0) throw invalid('names no key');
    if (keys.size < entries.length) throw invalid('has two keys of one id');
    return new DataKeys(keys);
  }

  /** Whether anything is sealed at all. */
  get seals(): boolean {
    return this.#keys.size > 0;
  }

  /** @param place where it will lie */
  seal(text: string, place: string): string {
    const [newest] = this.#keys;
    if (newest === undefined) return text;
    const [id, key] = newest;
    return `${MARK}${id}:${encrypt(key, text, `${id} ${place}`)}`;
  }

  /**
   * What was sealed, or was stored before there was a key.
   * @param place where it lay
   * @throws {@link UserError} `data_key_missing`; RejectedItemError `data_unreadable`
   */
  open(stored: string, place: string): string {
    if (!stored.startsWith(MARK)) return stored;
    const end = stored.indexOf(':', MARK.length);
    const id = stored.slice(MARK.length, end);
    const key = this.#keys.get(id);
    if (!key) {
      // Somebody else may have written it: an id that can't be ours isn't repeated.
      const name = KEY_ID.test(id) ? `"${id}"` : 'that it was sealed with';
      throw new UserError(
        `Stored data can't be read without the key ${name}. Add it to ${VARIABLE} of every process, then resume or retry.`,
        { code: 'data_key_missing', path: VARIABLE },
      );
    }
    const text = decrypt(key, stored.slice(end + 1), `${id} ${place}`);
    if (text !== undefined) return text;
    throw new RejectedItemError(
      'Stored data was changed, moved, or sealed with another key of the same id. Drop it; the next full run reads the item again.',
      { code: 'data_unreadable' },
    );
  }
}

function parseEntry(entry: string): readonly [string, Buffer] {
  const colon = entry.indexOf(':');
  const [id, text] = [entry.slice(0, colon), entry.slice(colon + 1)];
  if (colon < 0 || !KEY_ID.test(id)) {
    throw invalid('has a key without an id of up to 32 letters, digits, ".", "_" or "-" before a colon');
  }
  if (!KEY_TEXT.test(text)) throw invalid(`has a key "${id}" that isn't 32 bytes in base64`);
  const key = Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES) throw invalid(`has a key "${id}" that isn't 32 bytes in base64`);
  return [id, key];
}

function invalid(problem: string): UserError {
  return new UserError(
    `${VARIABLE} ${problem}. Expected <id>:<key>, such as 2026-11:$(openssl rand -base64 32).`,
    { code: 'data_keys_invalid', path: VARIABLE },
  );
}
