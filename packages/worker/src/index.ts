export { WorkerConfig } from './config.js';
export { MILESTONES, type Milestone } from './milestones.js';
export { startWorker, type Worker, type WorkerOptions } from './worker.js';
