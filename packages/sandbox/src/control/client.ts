import type { Candidate, CandidatePatch } from '../greenhouse/candidate.js';
import type { Job } from '../hrflow/job.js';
import type { Profile } from '../hrflow/profile.js';
import type { NewProfile } from '../hrflow/team.js';
import type { FaultCount, FaultRule } from '../http/faults.js';
import type { ItemRecord } from '../records/items.js';
import type { RecordsSummary } from '../records/records.js';
import type { RequestFilter, RequestRecord } from '../records/requests.js';
import { fromWire, toWire, type WireFaultRule } from './fault-wire.js';

/** A sandbox that runs in another process. */
export interface RemoteSandbox {
  readonly url: string;
  readonly greenhouseUrl: string;
  readonly hrflowUrl: string;
  /** The account; without the items it stays small whatever the size of a run. */
  summary(options?: { items?: boolean }): Promise<RecordsSummary>;
  item(reference: string): Promise<ItemRecord | undefined>;
  /** The last requests that match, oldest first. */
  requests(filter?: RequestFilter): Promise<RequestRecord[]>;
  clearRecords(): Promise<void>;
  profile(reference: string): Promise<Profile | undefined>;
  /** Puts a profile into HrFlow and gives its key. */
  addProfile(content: NewProfile): Promise<string>;
  job(reference: string): Promise<Job | undefined>;
  candidate(id: number): Promise<Candidate | undefined>;
  setCandidates(count: number): Promise<void>;
  addCandidates(count: number): Promise<Candidate[]>;
  updateCandidate(id: number, patch: CandidatePatch): Promise<Candidate | undefined>;
  reject(references: readonly string[], message?: string): Promise<void>;
  accept(references: readonly string[]): Promise<void>;
  rejected(): Promise<string[]>;
  addFault(rule: FaultRule): Promise<void>;
  clearFaults(): Promise<void>;
  faults(): Promise<FaultCount[]>;
}

type WireSummary = Omit<RecordsSummary, 'faults'> & {
  readonly faults: readonly (Omit<FaultCount, 'rule'> & { readonly rule: WireFaultRule })[];
};

/** Gives another process's sandbox the same operations. Each call throws when the sandbox refuses it. */
export function connectSandbox(url: string): RemoteSandbox {
  const send = <Body>(method: string, path: string, body?: unknown): Promise<Body> =>
    exchange<Body>(`${url}/sandbox/${path}`, method, body);
  const find = async <Body>(path: string): Promise<Body | undefined> =>
    (await send<Body | null>('GET', path)) ?? undefined;
  const order = async (method: string, path: string, body?: unknown): Promise<void> => {
    await send(method, path, body);
  };
  const summary = async ({ items = true } = {}): Promise<RecordsSummary> => {
    const wire = await send<WireSummary>('GET', `records?items=${items}`);
    return { ...wire, faults: wire.faults.map((count) => ({ ...count, rule: fromWire(count.rule) })) };
  };
  return {
    url,
    greenhouseUrl: `${url}/greenhouse`,
    hrflowUrl: `${url}/hrflow`,
    summary,
    item: (reference) => find(`items/${encodeURIComponent(reference)}`),
    requests: (filter = {}) => send('GET', `requests?${new URLSearchParams(strings(filter)).toString()}`),
    clearRecords: () => order('DELETE', 'records'),
    profile: (reference) => find(`profiles/${encodeURIComponent(reference)}`),
    addProfile: async (content) => (await send<{ key: string }>('POST', 'profiles', content)).key,
    job: (reference) => find(`jobs/${encodeURIComponent(reference)}`),
    candidate: (id) => find(`candidates/${id}`),
    setCandidates: (count) => order('PUT', 'candidates', { count }),
    addCandidates: (count) => send('POST', 'candidates', { count }),
    updateCandidate: async (id, patch) =>
      (await send<Candidate | null>('PATCH', `candidates/${id}`, patch)) ?? undefined,
    reject: (references, message) => order('POST', 'reject', { references, message }),
    accept: (references) => order('POST', 'accept', { references }),
    rejected: async () => (await send<{ rejected: string[] }>('GET', '')).rejected,
    addFault: (rule) => order('POST', 'faults', toWire(rule)),
    clearFaults: () => order('DELETE', 'faults'),
    faults: async () => [...(await summary({ items: false })).faults],
  };
}

/** One connection for each order, so that a test that talks to a sandbox leaves none open. */
async function exchange<Body>(url: string, method: string, body: unknown): Promise<Body> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return JSON.parse(text) as Body;
}

function strings(filter: RequestFilter): Record<string, string> {
  const entries = Object.entries(filter).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(entries) as Record<string, string>;
}
