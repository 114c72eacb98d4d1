import type { ApiName, Call } from './call.js';

/** What goes wrong. */
export type Fault =
  /** Another answer than the right one; without `body`, the API's own error envelope. Not processed. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** 429; `retryAfter` is sent as it is: seconds, or an HTTP date. Not processed. */
  | { readonly kind: 'rate-limit'; readonly retryAfter?: string }
  /** A gateway's HTML page, with any status: 502, or even 200. Not processed. */
  | { readonly kind: 'html'; readonly status: number }
  /** The connection is reset before the request is processed. */
  | { readonly kind: 'reset' }
  /** The request is processed, then the connection is reset before the answer. */
  | { readonly kind: 'reset-after' }
  /** Never answers. Not processed. */
  | { readonly kind: 'stall' }
  /** Processed; the answer promises its full length and breaks off in the middle. */
  | { readonly kind: 'truncate' }
  /** Processed; a complete HTTP answer whose JSON is cut off in the middle. */
  | { readonly kind: 'malformed' }
  /**
   * Processed; these stand at the end of the list that is answered, as they are, each character one byte: whatever
   * an account that somebody else writes to may hold, and what is no JSON or no UTF-8 as well.
   */
  | { readonly kind: 'insert'; readonly records: readonly string[] }
  /** Processed and answered, but only after `ms` more milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number };

/** Which calls a fault hits. A call is counted against every rule it matches; the first due rule wins. */
export interface FaultRule {
  readonly api: ApiName;
  /** Any method unless named. */
  readonly method?: string;
  /**
   * Below `/v1/`. A string must equal the path (`profile/indexing`); an expression is tried on path and
   * query together (`/candidates\?.*page=3/`).
   */
  readonly path?: RegExp | string;
  /** Only calls about this item: a profile's reference, a candidate's id. */
  readonly reference?: string;
  /** The first matching call to hit, from 1. Default 1. */
  readonly from?: number;
  /** How many calls are hit at most. Default: no end. */
  readonly times?: number;
  /** From then on every n-th matching call. Default 1: each one. */
  readonly every?: number;
  /** Count `from`, `times` and `every` for each item on its own: "each item fails once". */
  readonly perReference?: boolean;
  readonly fault: Fault;
}

/** How often a rule has matched and hit, for tests that must know that their fault took place. */
export interface FaultCount {
  readonly rule: FaultRule;
  readonly matched: number;
  readonly applied: number;
}

interface Tally {
  matched: number;
  applied: number;
}

/** The rules in force. */
export class Faults {
  #rules: { rule: FaultRule; total: Tally; byReference: Map<string, Tally> }[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, total: { matched: 0, applied: 0 }, byReference: new Map() });
  }

  clear(): void {
    this.#rules = [];
  }

  counts(): FaultCount[] {
    return this.#rules.map(({ rule, total }) => ({ rule, ...total }));
  }

  /** The fault this call meets, if any. `referenceOf` is asked only when a rule needs to know. */
  meet(call: Call, referenceOf: () => string | undefined): Fault | undefined {
    let met: Fault | undefined;
    for (const { rule, total, byReference } of this.#rules) {
      if (!matches(rule, call, referenceOf)) continue;
      total.matched += 1;
      const tally = rule.perReference ? tallyOf(byReference, referenceOf() ?? '') : total;
      if (tally !== total) tally.matched += 1;
      if (met !== undefined || !isDue(rule, tally)) continue;
      total.applied += 1;
      if (tally !== total) tally.applied += 1;
      met = rule.fault;
    }
    return met;
  }
}

function matches(rule: FaultRule, call: Call, referenceOf: () => string | undefined): boolean {
  if (rule.api !== call.api) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== call.method) return false;
  if (typeof rule.path === 'string' && rule.path !== call.path) return false;
  // `search` instead of `test`: an expression with the g flag would remember its last match.
  if (rule.path instanceof RegExp && `${call.path}${call.search}`.search(rule.path) < 0) return false;
  return rule.reference === undefined || rule.reference === referenceOf();
}

function isDue(rule: FaultRule, tally: Tally): boolean {
  const { from = 1, every = 1, times = Number.POSITIVE_INFINITY } = rule;
  if (tally.matched < from || tally.applied >= times) return false;
  return (tally.matched - from) % every === 0;
}

function tallyOf(tallies: Map<string, Tally>, reference: string): Tally {
  let tally = tallies.get(reference);
  if (tally === undefined) tallies.set(reference, (tally = { matched: 0, applied: 0 }));
  return tally;
}
