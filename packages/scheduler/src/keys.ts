/** Redis keys of the schedulers, beside BullMQ's under the same prefix. docs/architecture.md lists them. */
export function scheduleKeys(prefix: string) {
  const base = `${prefix}:schedules`;
  return {
    /** Hash by workflow id: what was last put in force, with the file it came from. */
    workflows: `${base}:workflows`,
    /** Sorted set by first sight: editions of the workflow files. */
    editions: `${base}:editions`,
    /** Hash by scheduler: its edition, and when it was last seen. */
    replicas: `${base}:replicas`,
  };
}
