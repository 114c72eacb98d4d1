/** Redis keys of shared tokens, beside BullMQ's under the same prefix. docs/architecture.md lists them. */
export function tokenKeys(prefix: string) {
  const base = `${prefix}:tokens`;
  return {
    /** String: an account's token, sealed; lives as long as the token. */
    token: (account: string) => `${base}:${account}`,
    /** String: which worker asks for a new one. */
    turn: (account: string) => `${base}:${account}:turn`,
  };
}
