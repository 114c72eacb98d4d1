import type { KnownSecrets } from '@hrflow-sync/connectors';

/** A processor whose errors quote no secret: BullMQ keeps a failed job's message and stack in Redis. */
export function withCleanErrors<Given extends readonly unknown[], Result>(
  secrets: KnownSecrets,
  work: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await work(...given);
    } catch (error) {
      throw secrets.removeFromError(error);
    }
  };
}
