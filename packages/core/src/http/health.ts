import { type Request, type Response, Router } from 'express';
import type { Registry } from 'prom-client';
import { createReadiness, type ReadinessCheck } from './readiness.js';

/** What the health endpoints show. */
export interface HealthOptions {
  /** By name; `/readyz` says which failed. Looked at each time, so checks may be added later. */
  checks?: Readonly<Record<string, ReadinessCheck>>;
  /** Served on `/metrics`; without it there is no such page. */
  registry?: Registry;
}

/**
 * `/healthz`: the process answers; it asks nobody else, so that Redis being away restarts nothing. `/readyz`: what it depends on works too (503 if not).
 * `/metrics`: for Prometheus. None of them wants a login, and none shows an address or an error text.
 */
export function createHealthRouter({ checks = {}, registry }: HealthOptions): Router {
  const router = Router();
  const failedChecks = createReadiness(checks);
  router.use(['/healthz', '/readyz', '/metrics'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/healthz', (_request: Request, response: Response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request: Request, response: Response) => {
    const failed = await failedChecks();
    if (failed.length === 0) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'unready', failed });
  });
  if (registry) {
    router.get('/metrics', async (_request: Request, response: Response) => {
      const text = await registry.metrics();
      response.set('Content-Type', registry.contentType).send(text);
    });
  }
  return router;
}
