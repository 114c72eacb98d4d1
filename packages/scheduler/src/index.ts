export { startApi, type ApiOptions } from './api/server.js';
export { openApiDocument } from './api/openapi.js';
export type { Kept } from './keeper.js';
export type { Reconciled } from './reconcile.js';
export { startScheduler, type Scheduler, type SchedulerOptions } from './scheduler.js';
