/** How long a page waits for Redis: whoever looks at it waits too. */
const ANSWER_MS = 3_000;

/** Redis did not answer, or said that it can't. */
export class RedisAwayError extends Error {}

/** What Redis answers; rejects with {@link RedisAwayError} when that fails or takes too long. */
export async function fromRedis<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RedisAwayError('Redis did not answer in time')), ANSWER_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } catch (error) {
    throw error instanceof RedisAwayError ? error : new RedisAwayError('Redis failed', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
