export { startTracing, type TracingOptions } from './tracing.js';
