import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const LOOK_MS = 250;
const STANDARD_ERROR = 2;

const { beats, limitMs, pid } = workerData as { beats: Int32Array; limitMs: number; pid: number };
let last = -1;
let movedAtMs = performance.now();

for (;;) {
  const now = Atomics.load(beats, 0);
  if (now !== last) {
    last = now;
    movedAtMs = performance.now();
  } else if (performance.now() - movedAtMs > limitMs) {
    const message = `The event loop was blocked for ${Math.round(limitMs / 1000)} s: this process ends, so that others take its jobs. A logic or format most likely runs without end.`;
    writeSync(STANDARD_ERROR, `${JSON.stringify({ level: 60, code: 'event_loop_blocked', msg: message })}\n`);
    process.kill(pid, 'SIGKILL');
  }
  Atomics.wait(beats, 0, now, LOOK_MS);
}
