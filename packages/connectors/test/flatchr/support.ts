import { startSandbox, type FlatchrOptions, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { afterEach } from 'mocha';
import {
  closeConnections,
  flatchrApi,
  FlatchrCredentials,
  openClient,
  type AccountClient,
  type Host,
} from '../../src/index.js';

/** A double of Flatchr, and a client of its account. */
export interface Flatchr {
  readonly sandbox: Sandbox;
  readonly client: AccountClient;
}

let running: Sandbox | undefined;

/** Ends the double that a test started. */
export function closeFlatchr(): void {
  afterEach(async () => {
    await closeConnections();
    await running?.close();
    running = undefined;
  });
}

export async function startFlatchr(
  flatchr: FlatchrOptions = {},
  { host, ...options }: SandboxOptions & { host?: Host } = {},
): Promise<Flatchr> {
  const sandbox = await startSandbox({ candidates: 0, ...options, flatchr });
  running = sandbox;
  return { sandbox, client: clientOf(sandbox, {}, host) };
}

export function clientOf(sandbox: Sandbox, credentials: object = {}, host: Host = {}): AccountClient {
  const { FLATCHR_API_KEY: api_key, FLATCHR_COMPANY_ID: company_id } = sandbox.environment;
  const complete = FlatchrCredentials.parse({ api_key, company_id, ...credentials });
  return openClient(flatchrApi, complete, { baseUrls: sandbox.environment, ...host });
}
