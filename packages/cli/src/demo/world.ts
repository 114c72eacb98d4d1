import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';

const CANDIDATES = 1_000;
/** Candidates HrFlow rejects, by position; none of them is one the demo's logic discards. */
const REJECTED = [41, 502, 777];
/** As a provider on the other side of an ocean: long enough to see the run go on. */
const LATENCY_MS = 150;

/** The doubles of the demo, with the small misfortunes of an ordinary night. */
export async function startDemoWorld(): Promise<{ sandbox: Sandbox; rejected: readonly string[] }> {
  const sandbox = await startSandbox({ candidates: CANDIDATES, latencyMs: LATENCY_MS });
  const references = [...sandbox.candidates()].map(({ id }) => String(id));
  const rejected = REJECTED.map((position) => references[position] ?? '');
  sandbox.reject(rejected);
  sandbox.addFault({
    api: 'greenhouse',
    path: 'candidates',
    from: 2,
    times: 1,
    fault: { kind: 'rate-limit', retryAfter: '1' },
  });
  sandbox.addFault({
    api: 'hrflow',
    method: 'PUT',
    path: 'profile/indexing',
    every: 97,
    times: 8,
    fault: { kind: 'status', status: 500 },
  });
  return { sandbox, rejected };
}
