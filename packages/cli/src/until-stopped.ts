import { once } from 'node:events';

/** Resolves when the process is told to stop; a second signal ends it at once. */
export async function untilStopped(): Promise<NodeJS.Signals> {
  const stopped = new AbortController();
  const { signal } = stopped;
  const name = await Promise.race([
    once(process, 'SIGTERM', { signal }).then((): NodeJS.Signals => 'SIGTERM'),
    once(process, 'SIGINT', { signal }).then((): NodeJS.Signals => 'SIGINT'),
  ]);
  stopped.abort();
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGINT', () => process.exit(130));
  return name;
}
