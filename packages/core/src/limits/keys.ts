/** Redis keys of the shared limits, beside BullMQ's under the same prefix. docs/architecture.md lists them. */
export function limitKeys(prefix: string) {
  const base = `${prefix}:limits`;
  return {
    /** String: key of the hash that names accounts, hexadecimal. */
    secret: () => `${base}:key`,
    /** List: times of the requests in the window, oldest first. */
    sent: (account: string) => `${base}:${account}:sent`,
    /** Sorted set by expiry: requests set aside for jobs under way. */
    held: (account: string) => `${base}:${account}:held`,
    /** Sorted set by time: jobs that wait, and when each may go. */
    line: (account: string) => `${base}:${account}:line`,
    /** String: the time before which nothing may be sent. */
    blocked: (account: string) => `${base}:${account}:blocked`,
    /** String: requests per window, where the provider said fewer than its policy. */
    tightened: (account: string) => `${base}:${account}:tightened`,
  };
}

export type LimitKeys = ReturnType<typeof limitKeys>;
