export { WorkerConfig } from './config.js';
export { MILESTONES, type Milestone } from './milestones.js';
export type { Tracing } from './engine.js';
export { startWorker, WORKER_STOP_MS, type Worker, type WorkerOptions } from './worker.js';
