import { Counter, Histogram } from 'prom-client';
import { bounded } from './bounded.js';
import type { Measured } from './engine.js';

const HTTP_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Providers are ours to name; beyond this many, one of ours has gone wrong. */
const MOST_CONNECTORS = 64;
/** Statuses and network errors in use are about thirty. */
const MOST_CODES = 64;

export function measureHttp({ events, registers, workflows }: Measured): void {
  const requests = new Counter({
    name: 'hrflow_sync_http_requests_total',
    help: 'HTTP requests by status code, or by the error where no answer came.',
    labelNames: ['connector', 'code'],
    registers,
  });
  const duration = new Histogram({
    name: 'hrflow_sync_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['connector'],
    buckets: HTTP_SECONDS,
    registers,
  });
  const connectorLabel = bounded(MOST_CONNECTORS);
  const codeLabel = bounded(MOST_CODES);
  for (const { action } of workflows.values()) {
    for (const side of [action.origin.api, action.target.api]) {
      const connector = connectorLabel(side.provider);
      requests.inc({ connector, code: '200' }, 0);
      duration.zero({ connector });
    }
  }
  events.on('http.exchange', ({ provider, outcome, durationMs }) => {
    const connector = connectorLabel(provider);
    requests.inc({ connector, code: codeLabel(String(outcome)) });
    duration.observe({ connector }, durationMs / 1000);
  });
}
