import { ledgerKeys } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';

/**
 * Deaths of its process while an item ran as the only suspect, after which the item is to blame. Two can be chance:
 * of fifty kills in a minute, one hit the same innocent item twice.
 */
const DEATHS_ALONE = 4;

/**
 * Items whose worker died while it had them. One of them may have killed it: an endless loop, a crash in
 * native code, memory. So they run one at a time, each marked while it does. An item that finds its own
 * mark again and again is the one; its innocent neighbours lose a little time.
 */
export class Suspects {
  private previous: Promise<unknown> = Promise.resolve();
  private readonly keys: ReturnType<typeof ledgerKeys>;

  constructor(
    private readonly redis: Redis,
    prefix: string,
  ) {
    this.keys = ledgerKeys(prefix);
  }

  /** Runs a suspect when no other one runs in this process. `guilty` is called instead once it is convicted. */
  async runAlone<Result>(
    { runId, ordinal }: { runId: string; ordinal: number },
    work: () => Promise<Result>,
    guilty: () => Promise<Result>,
  ): Promise<Result> {
    const turn = this.previous.then(async () => {
      const key = this.keys.suspects(runId);
      const deaths = (await this.redis.hincrby(key, String(ordinal), 1)) - 1;
      try {
        return await (deaths >= DEATHS_ALONE ? guilty() : work());
      } finally {
        // Reached by every end but the death of this process.
        await this.redis.hdel(key, String(ordinal));
      }
    });
    this.previous = turn.catch(() => undefined);
    return turn;
  }
}
