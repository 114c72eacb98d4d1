import { createHash } from 'node:crypto';
import { newRunId } from '@hrflow-sync/core';
import type { Redis } from 'ioredis';
import { ApiError } from './errors.js';

/** How long a key is remembered, in seconds. */
const KEPT_SECONDS = 86_400;

/**
 * Gives each `Idempotency-Key` the id of one run, before the run is asked for: a request that is repeated, at
 * any moment and to any replica, asks for the same run.
 */
export class IdempotencyKeys {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /**
   * The run id of a request.
   * @throws {@link ApiError} `idempotency_key_reused`
   */
  async runIdFor(key: string, workflowId: string, request: unknown): Promise<string> {
    const name = `${this.prefix}:api:idempotency:${digest(`${workflowId}\0${key}`)}`;
    const asked = digest(JSON.stringify(request));
    const mine = `${asked}:${newRunId(Date.now())}`;
    const set = await this.redis.set(name, mine, 'EX', KEPT_SECONDS, 'NX');
    const stored = set === 'OK' ? mine : ((await this.redis.get(name)) ?? mine);
    const [first = '', runId = ''] = stored.split(':');
    if (first === asked) return runId;
    throw new ApiError(
      'idempotency_key_reused',
      'This Idempotency-Key came with another request before. Use a new key for a new request.',
    );
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
