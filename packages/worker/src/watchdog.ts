import { Worker as Thread } from 'node:worker_threads';

/** How often the main thread says that it is alive. */
const BEAT_MS = 500;

/**
 * A thread that ends this process once its main thread has not moved for `limitMs`. By then its jobs'
 * locks have run out and belong to others; a process that came back to life would only do their work again,
 * and one in an endless loop never would. Whoever supervises it starts a new one.
 */
export function startWatchdog(limitMs: number): { stop(): Promise<void> } {
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  const thread = new Thread(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: { beats, limitMs, pid: process.pid },
  });
  thread.unref();
  return {
    async stop() {
      clearInterval(timer);
      await thread.terminate();
    },
  };
}
