import {
  jobIds,
  placeOf,
  resolveEnvironment,
  type DataKeys,
  type EventJob,
  type OpenQueues,
  type Webhook,
  type Workflow,
} from '@hrflow-sync/core';
import type { Delivery } from '@hrflow-sync/connectors';
import express, { Router, type Request, type RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { createHash } from 'node:crypto';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiError } from '../api/errors.js';
import { answerProblem } from '../api/problem.js';

/** A profile with its whole text, and then some. */
const MAX_EVENT_BYTES = 5 * 1024 * 1024;
/** Deliveries of one webhook in a minute. A bulk import sends them in bursts, so there are many. */
const DELIVERIES_PER_MINUTE = 6_000;
/** Headers a parser may look at. The rest says how the event came, not what it says. */
const KEPT_HEADERS = /^(x-|http-|greenhouse-|link$|content-type$)/;
/** Never kept: they prove who sent the event. */
const PROOFS = /signature|secret|token|key|auth/;

export interface HookDesk {
  readonly queues: OpenQueues;
  readonly redis: Redis;
  readonly prefix: string;
  /** As the workflow files are now. */
  workflows(): ReadonlyMap<string, Workflow>;
  readonly environment: NodeJS.ProcessEnv;
  readonly dataKeys: DataKeys;
  readonly onError: (error: unknown) => void;
  /** Default: 6,000. */
  readonly deliveriesPerMinute?: number | undefined;
}

/**
 * Takes events in at `POST /hooks/<workflow-id>`: verifies who sent them, and answers 202 once they are in the
 * queue.
 */
export function createHookRouter(desk: HookDesk): Router {
  const router = Router();
  router.post(
    '/:workflow',
    limited(desk),
    express.raw({ limit: MAX_EVENT_BYTES, type: () => true }),
    receive(desk),
  );
  router.use((request) => {
    throw new ApiError('not_found', `There is no ${request.method} ${request.originalUrl.split('?')[0]}.`);
  });
  router.use(answerProblem(desk.onError, MAX_EVENT_BYTES));
  return router;
}

function limited({
  redis,
  prefix,
  deliveriesPerMinute = DELIVERIES_PER_MINUTE,
  ...desk
}: HookDesk): RequestHandler {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${prefix}:hooks:limit`,
    points: deliveriesPerMinute,
    duration: 60,
  });
  return async (request, response, next) => {
    const id = nameIn(request);
    // Only hooks that exist are counted: nobody fills Redis by asking for others.
    if (webhookOf(desk, id)) {
      try {
        await limiter.consume(id);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        response.set('Retry-After', String(Math.max(1, Math.ceil(error.msBeforeNext / 1000))));
        throw new ApiError('rate_limited', `This webhook takes ${deliveriesPerMinute} events in a minute.`);
      }
    }
    next();
  };
}

function receive(desk: HookDesk): RequestHandler {
  return async (request, response) => {
    const id = nameIn(request);
    const webhook = webhookOf(desk, id);
    if (!webhook) throw new ApiError('workflow_not_found', 'There is no such webhook.');
    const headers = headersOf(request);
    const delivery: Delivery = {
      headers,
      raw: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    };
    if (!webhook.source.isSigned(delivery, secretOf(webhook, desk.environment))) {
      throw new ApiError('unauthorized', 'The event is not signed with the secret of this webhook.');
    }
    const event = parse(delivery.raw);
    if (webhook.source.isPing?.(delivery, event)) return void response.json({ status: 'ok' });
    const eventId = webhook.source.eventId?.(delivery, event) ?? digest(delivery.raw);
    const jobId = jobIds.event(id, eventId);
    const duplicate = (await desk.queues.events.getJob(jobId)) !== undefined;
    if (!duplicate) {
      const job = jobOf(id, delivery);
      const body = desk.dataKeys.seal(job.body, placeOf.event(id, jobId));
      await desk.queues.events.add('event', { ...job, body }, { jobId });
    }
    response.status(202).json({ event_id: eventId, duplicate });
  };
}

/** A workflow that is disabled starts on its own no more. */
function webhookOf({ workflows }: Pick<HookDesk, 'workflows'>, id: string): Webhook | undefined {
  const workflow = workflows().get(id);
  return workflow?.enabled ? workflow.webhook : undefined;
}

function nameIn({ params }: Request): string {
  const { workflow } = params;
  return typeof workflow === 'string' ? workflow : '';
}

function jobOf(workflowId: string, { headers, raw }: Delivery): EventJob {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value !== undefined && KEPT_HEADERS.test(name) && !PROOFS.test(name) ? [[name, value] as const] : [],
  );
  return {
    v: 1,
    workflowId,
    receivedAt: new Date().toISOString(),
    headers: Object.fromEntries(kept),
    body: raw.toString('utf8'),
  };
}

function headersOf({ headers }: Request): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function secretOf({ secret }: Webhook, environment: NodeJS.ProcessEnv): string {
  return String(resolveEnvironment(secret, environment, 'webhook.secret'));
}

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function digest(raw: Buffer): string {
  return createHash('sha256').update(raw).digest('base64url');
}
