export { WorkerConfig } from './config.js';
export { startWorker, type Worker, type WorkerOptions } from './worker.js';
