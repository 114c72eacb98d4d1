import { startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import {
  greenhouseApi,
  openClient,
  type GreenhouseCredentials,
  type Host,
  type HttpClient,
  type Page,
  type Reader,
} from '../../src/index.js';
import type { z } from 'zod';

/** A Greenhouse of its own, and clients of both versions at it. */
export async function startGreenhouse(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ candidates: 0, ...options });
  const { environment } = sandbox;
  const open = (credentials: GreenhouseCredentials, host: Host = {}): HttpClient =>
    openClient(greenhouseApi, credentials, { baseUrls: environment, ...host });
  const { GREENHOUSE_API_KEY, GREENHOUSE_CLIENT_ID, GREENHOUSE_CLIENT_SECRET } = environment;
  return {
    sandbox,
    open,
    v1: open({ auth: GREENHOUSE_API_KEY }),
    v3: open({ client_id: GREENHOUSE_CLIENT_ID, client_secret: GREENHOUSE_CLIENT_SECRET }),
  };
}

/** Everything a reader gives, page after page. */
export async function readEverything<Schema extends z.ZodType, Item, Summary>(
  reader: Reader<GreenhouseCredentials, Schema, Item, Summary>,
  client: HttpClient,
  parameters: z.input<Schema>,
): Promise<{ items: Summary[]; pages: Page<Summary>[] }> {
  const parsed = reader.parameters.parse(parameters);
  const pages: Page<Summary>[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Summary> = await reader.pull(client, parsed, cursor);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== null);
  return { items: pages.flatMap(({ items }) => items), pages };
}

/** Requests that the sandbox answered, e.g. `candidates?per_page=100`, decoded, oldest first. */
export function requestsOf(sandbox: Sandbox, path?: string): string[] {
  return sandbox.records
    .requests({ api: 'greenhouse_v3', ...(path && { path }) })
    .map((request) => request.path + decodeURIComponent(request.search));
}
