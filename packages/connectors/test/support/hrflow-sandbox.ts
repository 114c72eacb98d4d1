import { startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { afterEach } from 'mocha';
import {
  closeConnections,
  hrflowApi,
  hrflowOriginApi,
  openClient,
  type HttpClient,
} from '../../src/index.js';
import { closeServers } from './server.js';

/** HrFlow's double, with clients for both sides. Closed after the test. */
export interface HrflowSandbox {
  readonly sandbox: Sandbox;
  /** As a target. */
  readonly hrflow: HttpClient;
  /** As an origin. */
  readonly origin: HttpClient;
  readonly source: { readonly source_key: string };
  readonly board: { readonly board_key: string };
  /** How often each request was sent, `GET profile/indexing`, in the order they first came. */
  requests(): Record<string, number>;
}

const open = new Set<Sandbox>();

export async function startHrflow(options: SandboxOptions = {}): Promise<HrflowSandbox> {
  const sandbox = await startSandbox({ candidates: 0, ...options });
  open.add(sandbox);
  const { environment: env } = sandbox;
  const credentials = { api_secret: env.HRFLOW_API_SECRET, api_user: env.HRFLOW_API_USER };
  // Looks come sooner than HrFlow's own pace would ask for; the double parses in milliseconds.
  const host = { baseUrls: env, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 5)) };
  return {
    sandbox,
    hrflow: openClient(hrflowApi, credentials, host),
    origin: openClient(hrflowOriginApi, credentials, host),
    source: { source_key: env.HRFLOW_SOURCE_KEY },
    board: { board_key: env.HRFLOW_BOARD_KEY },
    requests() {
      const counts: Record<string, number> = {};
      for (const { method, path } of sandbox.records.requests()) {
        const request = `${method} ${path}`;
        counts[request] = (counts[request] ?? 0) + 1;
      }
      return counts;
    },
  };
}

/** Ends what the tests of a file leave open. */
export function cleanUpSandboxes(): void {
  afterEach(async () => {
    await closeConnections();
    await Promise.all([...open].map((sandbox) => sandbox.close()));
    open.clear();
    await closeServers();
  });
}
