import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, RequestLog } from '../records/requests.js';
import type { Answer } from './answer.js';
import type { Api } from './api.js';
import type { Call } from './call.js';
import type { Fault, Faults } from './faults.js';
import type { FixedWindow } from './rate-limit.js';
import { send, sendCut } from './send.js';

/** A whole page, as a proxy in front of an API would send it. */
const GATEWAY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>';

export interface GatewayParts {
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly latencyMs: number;
  readonly windows: Readonly<Partial<Record<Api['name'], FixedWindow>>>;
  /** Ends all waiting when the sandbox closes. */
  readonly signal: AbortSignal;
}

/** Everything between a client and a double: faults, the rate limit, latency, the account of requests. */
export class Gateway {
  constructor(private readonly parts: GatewayParts) {}

  async pass(api: Api, call: Call, response: ServerResponse): Promise<void> {
    const { faults, log, latencyMs, signal } = this.parts;
    const referenceOf = (): string | undefined => api.referenceOf(call);
    const fault = faults.meet(call, referenceOf);
    const record = (outcome: Outcome): void =>
      log.add(call, outcome, referenceOf(), api.routeOf?.(call.path));
    if (fault?.kind === 'stall' || fault?.kind === 'reset') {
      record(fault.kind);
      if (fault.kind === 'reset') response.socket?.resetAndDestroy();
      return;
    }
    const answer = (fault && standIn(fault, api)) ?? withRecords(fault, await this.#answer(api, call));
    const breaks = breakOf(fault);
    record(breaks ?? answer.status);
    const waitMs = latencyMs + (fault?.kind === 'delay' ? fault.ms : 0);
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    if (breaks === 'reset-after') response.socket?.resetAndDestroy();
    else if (breaks === undefined) send(response, answer);
    else sendCut(response, answer, breaks);
  }

  async #answer(api: Api, call: Call): Promise<Answer> {
    const nowMs = Date.now();
    const admission = this.parts.windows[api.name]?.take(nowMs);
    if (admission === undefined) return api.handle(call);
    const answer = admission.admitted
      ? await api.handle(call)
      : api.tooManyRequests(
          String(Math.max(1, Math.ceil((admission.resetAtMs - nowMs) / 1000))),
          Math.ceil(admission.resetAtMs / 1000),
        );
    if (!api.showsRateLimit) return answer;
    const shown = {
      'X-RateLimit-Limit': String(admission.limit),
      'X-RateLimit-Remaining': String(admission.remaining),
    };
    return { ...answer, headers: { ...answer.headers, ...shown } };
  }
}

/** The answer a fault gives in the API's place. */
function standIn(fault: Fault, api: Api): Answer | undefined {
  switch (fault.kind) {
    case 'status': {
      const { status, headers } = fault;
      const answer =
        fault.body === undefined ? api.failure(status) : { status, body: JSON.stringify(fault.body) };
      return { ...answer, ...(headers && { headers }) };
    }
    case 'rate-limit':
      return api.tooManyRequests(fault.retryAfter);
    case 'html':
      return { status: fault.status, body: GATEWAY_PAGE, contentType: 'text/html' };
    default:
      return undefined;
  }
}

/** The answer with what a fault puts into its list. An answer that is none stays as it is. */
function withRecords(fault: Fault | undefined, answer: Answer): Answer {
  const list = answer.body.toString();
  if (fault?.kind !== 'insert' || !list.startsWith('[')) return answer;
  const records = Buffer.from(fault.records.join(','), 'latin1');
  const before = list.slice(0, -1) + (list === '[]' ? '' : ',');
  return { ...answer, body: Buffer.concat([Buffer.from(before), records, Buffer.from(']')]) };
}

/** How a fault damages the answer to a request that was processed. */
function breakOf(fault: Fault | undefined): 'reset-after' | 'truncate' | 'malformed' | undefined {
  switch (fault?.kind) {
    case 'reset-after':
    case 'truncate':
    case 'malformed':
      return fault.kind;
    default:
      return undefined;
  }
}
