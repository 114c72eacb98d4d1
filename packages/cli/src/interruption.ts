/**
 * Does `work` until it has ended, or Ctrl-C (or SIGTERM) interrupts it. A second Ctrl-C ends the process at once.
 * Whatever else `work` throws passes.
 */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | 'interrupted'> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    stopListening();
    interruption.abort();
  };
  const stopListening = (): void => {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    return 'interrupted';
  } finally {
    stopListening();
  }
}
