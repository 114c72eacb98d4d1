import type { Answer } from './answer.js';
import type { ApiName, Call } from './call.js';

/** One API of a system doubled. */
export interface Api {
  readonly name: ApiName;
  /** Where it lies on the sandbox's port, version included: `/greenhouse/v1/`. */
  readonly base: `/${string}/`;
  /** Whether its answers carry `X-RateLimit-Limit` and `X-RateLimit-Remaining`. */
  readonly showsRateLimit: boolean;
  /** A path with its ids written `{id}`, for tallies. Default: whole numbers are ids. */
  routeOf?(path: string): string;
  handle(call: Call): Answer | Promise<Answer>;
  /** Which item a request is about, where it is about one. */
  referenceOf(call: Call): string | undefined;
  /** Its 429. `retryAfter` is sent as it is; the reset is in epoch seconds. */
  tooManyRequests(retryAfter?: string, resetAtSeconds?: number): Answer;
  /** Its error envelope around a status, when a fault asks for nothing more precise. */
  failure(status: number): Answer;
}
