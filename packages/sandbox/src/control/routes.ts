import type { CandidatePatch } from '../greenhouse/candidate.js';
import type { NewProfile } from '../hrflow/team.js';
import { json, type Answer } from '../http/answer.js';
import type { RequestFilter } from '../records/requests.js';
import type { Sandbox } from '../sandbox.js';
import { fromWire, toWire, type WireFaultRule } from './fault-wire.js';

interface Order {
  readonly query: URLSearchParams;
  /** What stands in the path behind the route. */
  readonly id: string;
  readonly body: unknown;
}

type Handler = (order: Order) => unknown;

/**
 * The sandbox's own API below `/sandbox/`, for other processes. It is reached over loopback only, asks for
 * no credentials and is not part of the account.
 */
export function controlOf(
  sandbox: Sandbox,
): (method: string, path: string, query: URLSearchParams, body: unknown) => Answer {
  const handlers = handlersOf(sandbox);
  return (method, path, query, body) => {
    const [noun = '', id = ''] = path.split('/');
    const handler = handlers[`${method} ${id === '' ? noun : `${noun}/*`}`];
    if (handler === undefined) return json(404, { message: `The sandbox has no ${method} /sandbox/${path}` });
    const result = handler({ query, id: decodeURIComponent(id), body });
    return json(200, result ?? null);
  };
}

function handlersOf(sandbox: Sandbox): Readonly<Record<string, Handler>> {
  const { records } = sandbox;
  return {
    'GET ': () => ({ url: sandbox.url, totals: records.totals(), rejected: sandbox.rejected() }),
    'GET records': ({ query }) => {
      const summary = sandbox.summary({ items: query.get('items') !== 'false' });
      return { ...summary, faults: summary.faults.map((count) => ({ ...count, rule: toWire(count.rule) })) };
    },
    'DELETE records': () => records.clear(),
    'GET items/*': ({ id }) => records.item(id),
    'GET requests': ({ query }) => records.requests(filterOf(query)),
    'GET profiles/*': ({ id }) => sandbox.profile(id),
    'POST profiles': ({ body }) => ({ key: sandbox.addProfile(body as NewProfile) }),
    'GET jobs/*': ({ id }) => sandbox.job(id),
    'GET candidates/*': ({ id }) => sandbox.candidate(Number(id)),
    'PATCH candidates/*': ({ id, body }) => sandbox.updateCandidate(Number(id), body as CandidatePatch),
    'PUT candidates': ({ body }) => sandbox.setCandidates((body as { count: number }).count),
    'POST candidates': ({ body }) => sandbox.addCandidates((body as { count: number }).count),
    'POST reject': ({ body }) => {
      const { references, message } = body as { references: string[]; message?: string };
      sandbox.reject(references, message);
    },
    'POST accept': ({ body }) => sandbox.accept((body as { references: string[] }).references),
    'POST faults': ({ body }) => sandbox.addFault(fromWire(body as WireFaultRule)),
    'DELETE faults': () => sandbox.clearFaults(),
  };
}

function filterOf(query: URLSearchParams): RequestFilter {
  const filter = Object.fromEntries(query);
  const status = Number(filter['outcome']);
  return Number.isNaN(status) ? filter : { ...filter, outcome: status };
}
