import type { Redis } from 'ioredis';

/** Resolves when what it looks at works, rejects when it doesn't. */
export type ReadinessCheck = () => Promise<void>;

/** A check that takes longer has failed. */
const CHECK_DEADLINE_MS = 2_000;
const PROBE_EXPIRY_SECONDS = 60;

/** Writes a key: a Redis that is full, read-only or half gone still answers PING. */
export function redisWriteCheck(redis: Redis, prefix: string): ReadinessCheck {
  return async () => {
    await redis.set(`${prefix}:readiness-probe`, '1', 'EX', PROBE_EXPIRY_SECONDS);
  };
}

/** Runs all checks; resolves to the names of those that failed or took too long. */
export function createReadiness(checks: Record<string, ReadinessCheck>): () => Promise<string[]> {
  const bounded = Object.entries(checks).map(
    ([name, check]) => [name, withDeadline(oneAtATime(check))] as const,
  );
  return async () => {
    const outcomes = await Promise.all(
      bounded.map(async ([name, check]) => ((await check()) ? undefined : name)),
    );
    return outcomes.filter((name) => name !== undefined);
  };
}

/** While Redis is away its commands queue up; asking again must not add to them. */
function oneAtATime(check: ReadinessCheck): ReadinessCheck {
  let running: Promise<void> | undefined;
  return () => (running ??= check().finally(() => (running = undefined)));
}

function withDeadline(check: ReadinessCheck): () => Promise<boolean> {
  return () =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), CHECK_DEADLINE_MS);
      check()
        .then(
          () => resolve(true),
          () => resolve(false),
        )
        .finally(() => clearTimeout(timer));
    });
}
