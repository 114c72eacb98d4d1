import type { Redis } from 'ioredis';
import { ledgerKeys } from '../ledger/keys.js';
import type { Swept } from './sweeper.js';

/** How often the deployment is swept. */
const SWEEP_EVERY_MS = 3_600_000;
/** How soon again when there was more than one sweep takes away. */
const MORE_AFTER_MS = 60_000;
/** How often a process looks whether it is time. */
const LOOK_EVERY_MS = 60_000;

/**
 * Takes the turn, if it is time for one. The first is due a while after anybody looked: until then the other processes
 * of a new deployment have told how long their workflows' things are kept.
 * KEYS sweep; ARGV now, when the next is due.
 */
const TAKE_TURN = `
local due = redis.call('GET', KEYS[1])
if due and tonumber(due) > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return due and 1 or 0
`;

/** What sweeps when it is time. */
export interface Sweeps {
  /** Looks whether it is time, and sweeps if it is. `undefined` when it isn't. */
  look(): Promise<Swept | undefined>;
  /** Looks no more, once what is under way has ended. */
  close(): Promise<void>;
}

/**
 * Sweeps once an hour, whichever of the processes that do this looks first. One that dies in the middle has had its
 * turn; the next sweep is due an hour later as ever.
 */
export function startSweeps(options: {
  readonly redis: Redis;
  readonly prefix: string;
  readonly sweeper: { sweep(nowMs: number, stopping: AbortSignal): Promise<Swept> };
  readonly onError: (error: Error) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}): Sweeps {
  const { redis, prefix, sweeper, onError, now = Date.now } = options;
  const key = ledgerKeys(prefix).sweep();
  const stopping = new AbortController();
  const lookNow = async (): Promise<Swept | undefined> => {
    const nowMs = now();
    if ((await redis.eval(TAKE_TURN, 1, key, nowMs, nowMs + SWEEP_EVERY_MS)) !== 1) return undefined;
    const swept = await sweeper.sweep(nowMs, stopping.signal);
    if (swept.more) await redis.set(key, nowMs + MORE_AFTER_MS);
    return swept;
  };
  let looking: Promise<unknown> = Promise.resolve();
  const look = (): Promise<Swept | undefined> => {
    const next = looking.then(() => (stopping.signal.aborted ? undefined : lookNow()));
    looking = next.catch(() => undefined);
    return next;
  };
  const lookAlone = (): void =>
    void look().catch((error: Error) => {
      if (!stopping.signal.aborted) onError(error);
    });
  lookAlone();
  const timer = setInterval(lookAlone, LOOK_EVERY_MS);
  return {
    look,
    async close() {
      stopping.abort();
      clearInterval(timer);
      await looking;
    },
  };
}
