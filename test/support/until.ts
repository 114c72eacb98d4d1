import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until there is something to see; a test's own time limit ends a vain wait. */
export async function until<Seen>(look: () => Promise<Seen | undefined | false>): Promise<Seen> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    await delay(25);
  }
}
