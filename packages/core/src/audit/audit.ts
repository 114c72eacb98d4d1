import type { Redis } from 'ioredis';
import { createHash } from 'node:crypto';

/** What people did to runs and items, and separately who came in: so that guessed passwords push out no act. */
export type AuditTrail = 'actions' | 'access';

/** Who did it. */
export interface AuditActor {
  /** Name as it was signed in with; on the command line that of the system's user. */
  readonly name: string;
  /** How that is known, e.g. `password`, `oidc`, `proxy` or `cli`. */
  readonly via: string;
  /** Network address, where there is one. */
  readonly address?: string | undefined;
}

/** Something somebody did. */
export interface AuditEntry extends AuditActor {
  /** A verb, e.g. `retry`. */
  readonly action: string;
  /** On what, e.g. a run's or a job's id. Never personal data; for an item there is {@link auditedItem}. */
  readonly target: string;
  /** What else is worth knowing, e.g. a reason. */
  readonly detail?: string | undefined;
}

/** An entry as it is kept. */
export interface AuditRecord extends AuditEntry {
  /** Position in its trail: to go on from. */
  readonly id: string;
  /** ISO 8601, UTC, on Redis' clock. */
  readonly at: string;
}

/** Entries kept, roughly: a few hundred bytes each. The oldest go first. */
const KEPT: Readonly<Record<AuditTrail, number>> = { actions: 100_000, access: 20_000 };
/** A name or a reason that is longer says no more. */
const LONGEST_FIELD = 500;

/**
 * Who did what, in Redis streams of bounded length. Whoever changes something for a person writes here
 * first: what can't be recorded isn't done.
 */
export class Audit {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** Writes an entry. Rejects when it isn't kept. */
  async record(entry: AuditEntry, trail: AuditTrail = 'actions'): Promise<void> {
    const fields = Object.entries(entry).flatMap(([name, value]) =>
      value === undefined ? [] : [name, String(value).slice(0, LONGEST_FIELD)],
    );
    await this.redis.xadd(this.key(trail), 'MAXLEN', '~', KEPT[trail], '*', ...fields);
  }

  /** The latest entries, newest first; `before` is the id of the last one seen. */
  async latest(limit: number, before?: string, trail: AuditTrail = 'actions'): Promise<AuditRecord[]> {
    const from = before === undefined ? '+' : `(${before}`;
    return (await this.redis.xrevrange(this.key(trail), from, '-', 'COUNT', limit)).map(toRecord);
  }

  private key(trail: AuditTrail): string {
    return `${this.prefix}:audit:${trail}`;
  }
}

/** What stands for an item in an entry: its reference would outlive an erasure there. */
export function auditedItem(reference: string): string {
  return `item ${createHash('sha256').update(reference).digest('hex').slice(0, 16)}`;
}

/** Whether a text is a position in a trail, as `before` wants it. */
export function isAuditPosition(text: string): boolean {
  return /^\d{1,16}-\d{1,16}$/.test(text);
}

function toRecord([id, fields]: [string, string[]]): AuditRecord {
  const values = new Map<string, string>();
  for (let index = 0; index < fields.length; index += 2)
    values.set(fields[index] ?? '', fields[index + 1] ?? '');
  return {
    id,
    at: new Date(Number(id.split('-')[0])).toISOString(),
    name: values.get('name') ?? '',
    via: values.get('via') ?? '',
    address: values.get('address'),
    action: values.get('action') ?? '',
    target: values.get('target') ?? '',
    detail: values.get('detail'),
  };
}
