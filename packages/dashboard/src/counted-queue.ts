/** The part of a BullMQ queue that is counted. */
export interface CountedQueue {
  readonly name: string;
  getJobCounts(...states: string[]): Promise<Record<string, number>>;
}

/** The value of `promise`, or undefined when it fails or takes longer than `deadlineMs`. */
export function orUndefined<T>(promise: Promise<T>, deadlineMs: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), deadlineMs);
    promise.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
