export type { Kept } from './keeper.js';
export type { Reconciled } from './reconcile.js';
export { startScheduler, type Scheduler, type SchedulerOptions } from './scheduler.js';
