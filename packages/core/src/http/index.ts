export { createHealthRouter, type HealthOptions } from './health.js';
export { type ReadinessCheck, redisWriteCheck } from './readiness.js';
export { type HttpServer, type HttpServerOptions, startHttpServer } from './server.js';
