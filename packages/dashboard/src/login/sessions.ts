import type { Redis } from 'ioredis';
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { parseStored } from './stored.js';

/** A working day; then one signs in again. */
export const SESSION_MS = 12 * 60 * 60_000;
/** A session in which nobody opened a page or changed anything for so long has been left behind. */
const IDLE_MS = 2 * 60 * 60_000;
const TOKEN_BYTES = 32;

const Session = z.object({
  via: z.enum(['password', 'oidc']),
  /** What the one who vouches calls the person, for good. */
  subject: z.string(),
  name: z.string(),
  role: z.enum(['viewer', 'operator']),
  endsAt: z.number(),
  /** Of what the session hangs on, e.g. the password, under a key that isn't in Redis. */
  proof: z.string(),
});

/** Somebody who signed in. */
export type Session = z.output<typeof Session>;

/** What a session begins with. */
export type NewSession = Omit<Session, 'endsAt' | 'proof'> & {
  /** When this changes, e.g. the password, the session is over. */
  readonly stamp: string;
};

/**
 * Sessions in Redis, shared by every dashboard of the deployment. The browser holds a random token; Redis
 * holds its hash, so reading Redis gives nobody a session.
 */
export class Sessions {
  private readonly base: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly idleMs: number = IDLE_MS,
    private readonly sessionMs: number = SESSION_MS,
  ) {
    this.base = `${prefix}:dashboard`;
  }

  /** Begins a session under a new token, and resolves to that. */
  async begin({ stamp, ...session }: NewSession): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const stored: Session = {
      ...session,
      endsAt: Date.now() + this.sessionMs,
      proof: proofOf(token, stamp),
    };
    const group = this.groupKey(session);
    await this.redis
      .multi()
      .set(this.key(token), JSON.stringify(stored), 'PX', Math.min(this.idleMs, this.sessionMs))
      .sadd(group, this.key(token))
      .pexpire(group, this.sessionMs)
      .exec();
    return token;
  }

  /** The session of a token. `inUse` keeps it from being idle; watching a page doesn't. */
  async find(token: string | undefined, inUse: boolean): Promise<Session | undefined> {
    if (token === undefined || !/^[\w-]{43}$/.test(token)) return undefined;
    const text = await this.redis.get(this.key(token));
    const session = parseStored(Session, text);
    if (!session) return undefined;
    const leftMs = session.endsAt - Date.now();
    if (leftMs <= 0) return undefined;
    // Does nothing to a session that was ended meanwhile.
    if (inUse) await this.redis.pexpire(this.key(token), Math.min(this.idleMs, leftMs));
    return session;
  }

  /** Ends one session. */
  async end(token: string): Promise<void> {
    await this.redis.del(this.key(token));
  }

  /** Ends every session of a person, in whichever browser. */
  async endAll(of: Pick<Session, 'via' | 'subject'>): Promise<void> {
    const group = this.groupKey(of);
    const keys = await this.redis.smembers(group);
    await this.redis.del(group, ...keys);
  }

  private key(token: string): string {
    return `${this.base}:session:${digest(token)}`;
  }

  private groupKey({ via, subject }: Pick<Session, 'via' | 'subject'>): string {
    return `${this.base}:sessions:${digest(`${via}:${subject}`)}`;
  }
}

/** Whether what a session hangs on is still what it was when it began. */
export function isStillProven({ proof }: Session, token: string, stamp: string): boolean {
  const now = proofOf(token, stamp);
  return proof.length === now.length && timingSafeEqual(Buffer.from(proof), Buffer.from(now));
}

function proofOf(token: string, stamp: string): string {
  return createHmac('sha256', token).update(`proof:${stamp}`).digest('base64url');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
