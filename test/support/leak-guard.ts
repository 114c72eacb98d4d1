/** What may stay open for a moment after it was closed. ioredis holds a timer of 2 s when a socket won't close. */
const SETTLE_DEADLINE_MS = 3_000;

/** Kinds of resources a test can leave behind, as Node names them. */
const GUARDED = new Set(['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'ProcessWrap', 'Timeout', 'TLSWrap']);

/** Threads that were started and have not ended. Node doesn't list them. */
let threads = 0;
process.on('worker', (thread) => {
  threads++;
  thread.once('exit', () => threads--);
});

/** How many of each guarded resource are open now. */
export function openResources(): Map<string, number> {
  const counts = new Map<string, number>([['Thread', threads]]);
  for (const kind of process.getActiveResourcesInfo()) {
    if (GUARDED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What is open beyond `baseline` once closing had time to finish; empty when nothing leaked. */
export async function leakedSince(baseline: ReadonlyMap<string, number>): Promise<string[]> {
  const deadline = Date.now() + SETTLE_DEADLINE_MS;
  for (;;) {
    const leaked = [...openResources()]
      .map(([kind, count]) => ({ kind, extra: count - (baseline.get(kind) ?? 0) }))
      .filter(({ kind, extra }) => extra > (kind === 'Timeout' ? MOCHA_TIMERS : 0));
    if (leaked.length === 0 || Date.now() > deadline)
      return leaked.map(({ kind, extra }) => `${extra} ${kind}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Mocha's own timer of the running hook. */
const MOCHA_TIMERS = 1;
