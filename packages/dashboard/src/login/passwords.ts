import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * OWASP's least costs of scrypt with 32 MiB: a quarter of a second here for each guess.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Two at once leave threads for the rest of the process, and bound the memory. */
const AT_ONCE = 2;
/** Whoever finds so many before them is told to come back. */
const LONGEST_LINE = 50;

/** More sign-ins wait than can be checked in good time. */
export class TooBusyError extends Error {}

/** `scrypt$<N>$<r>$<p>$<salt>$<key>`: all that is needed to check a password, and not the password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt);
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/**
 * Whether `password` is the one of `hash`. Without a hash it takes as long and is false: whether there
 * is such a user can't be told from the time.
 * @throws TooBusyError
 */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const known = parseHash(hash);
  const { salt, key } = known ?? NOBODYS;
  return timingSafeEqual(await derive(password, salt), key) && known !== undefined;
}

interface Parsed {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Undefined also for what is no hash of ours: it opens nothing. */
function parseHash(hash: string | undefined): Parsed | undefined {
  const [scheme, N, r, p, salt = '', key = ''] = (hash ?? '').split('$');
  if (scheme !== 'scrypt' || `${N}$${r}$${p}` !== `${COST.N}$${COST.r}$${COST.p}`) return undefined;
  const parsed = { salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
  return parsed.salt.length === SALT_BYTES && parsed.key.length === KEY_BYTES ? parsed : undefined;
}

/** Nobody has found the password that gives this key. */
const NOBODYS: Parsed = { salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

let running = 0;
const line: (() => void)[] = [];

async function derive(password: string, salt: Buffer): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (line.length >= LONGEST_LINE) throw new TooBusyError('too many sign-ins at once');
    // Whoever ends gives its place to the first in line: `running` stays as it is.
    await new Promise<void>((resolve) => line.push(resolve));
  } else running += 1;
  try {
    return await derived(password, salt);
  } finally {
    const next = line.shift();
    if (next) next();
    else running -= 1;
  }
}

function derived(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same text typed on two systems can be other code points.
    scrypt(
      password.normalize('NFKC'),
      salt,
      KEY_BYTES,
      { ...COST, maxmem: MAX_MEMORY_BYTES },
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });
}
