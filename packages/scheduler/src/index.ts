export { reconcileSchedules, type Reconciled } from './reconcile.js';
export { startScheduler, type Scheduler, type SchedulerOptions } from './scheduler.js';
