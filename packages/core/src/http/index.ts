export { createHealthRouter, type HealthOptions } from './health.js';
export type { ReadinessCheck } from './readiness.js';
export { type HttpServer, type HttpServerOptions, startHttpServer } from './server.js';
