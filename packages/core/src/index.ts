export * from './audit/audit.js';
export * from './config.js';
export { DataKeys } from './data-keys/data-keys.js';
export { placeOf, type ItemPlace } from './data-keys/place.js';
export { withDeadline } from './deadline.js';
export { Eraser, type Receipt } from './erasure/eraser.js';
export { UserError } from './errors.js';
export * from './http/index.js';
export * from './ledger/dead-letters.js';
export * from './ledger/fingerprints.js';
export * from './ledger/item-index.js';
export { ledgerKeys } from './ledger/keys.js';
export * from './ledger/known-workflows.js';
export * from './ledger/last-runs.js';
export * from './ledger/ledger.js';
export * from './ledger/pauses.js';
export * from './ledger/run-items.js';
export * from './ledger/run-pace.js';
export * from './ledger/run-record.js';
export * from './ledger/ticks.js';
export * from './ledger/trails.js';
export * from './ledger/waits.js';
export * from './ledger/troubles.js';
export { AccountLimits, type Admission, type AdmissionRequest } from './limits/account-limits.js';
export { RateLimits, type AccountLimiter } from './limits/rate-limits.js';
export * from './observe/engine-events.js';
export * from './observe/logger.js';
export * from './observe/metrics/index.js';
export { removePersonalData } from './personal-data/remove.js';
export * from './queues/catalogue.js';
export * from './queues/lock-watch.js';
export * from './queues/open-queues.js';
export * from './queues/payload.js';
export { QueueWorker } from './queues/queue-worker.js';
export * from './queues/repeat.js';
export * from './queues/schedules.js';
export * from './redis/index.js';
export { Sweeper, type Swept, type SweeperOptions } from './retention/sweeper.js';
export { startSweeps, type Sweeps } from './retention/sweeps.js';
export * from './run/events.js';
export * from './run/result.js';
export * from './run/run-id.js';
export * from './run/trace.js';
export * from './run/trigger.js';
export { withCleanErrors } from './secrets/clean-errors.js';
export { addEnvironmentSecrets } from './secrets/environment-secrets.js';
export { AccountTokens } from './tokens/account-tokens.js';
export { checkOverrides } from './workflow/check.js';
export * from './workflow/env.js';
export * from './workflow/folder.js';
export * from './workflow/folder-watch.js';
export * from './workflow/load.js';
export { nextCronTick, ticksBetween } from './workflow/next-tick.js';
export * from './workflow/problem.js';
export { startProblems } from './workflow/start-problems.js';
export * from './workflow/resolve.js';
export {
  DEFAULT_RETENTION,
  MOST_RETENTION_DAYS,
  retentionOf,
  type Retention,
  type RetentionConfig,
} from './workflow/retention.js';
export * from './workflow/schedule.js';
export type { Isolation, IsolationConfig } from './workflow/isolation.js';
export type { Notify, NotifyConfig, NotifyWhen } from './workflow/notify.js';
export type * from './workflow/webhook.js';
export * from './workflow/workflow.js';
