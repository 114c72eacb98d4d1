import { startSandbox, type Sandbox, type SandboxOptions } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { afterEach } from 'mocha';
import {
  breezyhrApi,
  BreezyhrCredentials,
  closeConnections,
  openClient,
  type AccountClient,
  type HttpClient,
  type Page,
} from '../../src/index.js';

/** A sandbox and a client of its Breezy HR. */
export interface Account {
  readonly sandbox: Sandbox;
  readonly client: AccountClient;
}

/** Starts sandboxes for the tests of a file, and ends them. */
export class Accounts {
  private readonly sandboxes: Sandbox[] = [];

  constructor() {
    afterEach(async () => {
      await closeConnections();
      await Promise.all(this.sandboxes.splice(0).map((sandbox) => sandbox.close()));
    });
  }

  async start(options: SandboxOptions = {}, credentials: object = {}): Promise<Account> {
    const sandbox = await startSandbox({ candidates: 0, ...options });
    this.sandboxes.push(sandbox);
    return { sandbox, client: open(sandbox, credentials) };
  }
}

/** Another client of the same sandbox: another process, as far as tokens and caches go. */
export function open({ environment }: Sandbox, credentials: object = {}): AccountClient {
  const parsed = BreezyhrCredentials.parse({
    email: environment.BREEZYHR_EMAIL,
    password: environment.BREEZYHR_PASSWORD,
    company_name: environment.BREEZYHR_COMPANY_NAME,
    ...credentials,
  });
  return openClient(breezyhrApi, parsed, { baseUrls: environment });
}

interface Pulls<Item, Parameters> {
  pull(client: HttpClient, parameters: Parameters, cursor: string | null): Promise<Page<Item>>;
}

/** Reads to the end. Each cursor goes through JSON, as it does on its way through Redis. */
export async function readAll<Item, Parameters>(
  reader: Pulls<Item, Parameters>,
  client: HttpClient,
  parameters: Parameters,
): Promise<{ items: Item[]; pages: number; token: string | undefined }> {
  const items: Item[] = [];
  let [pages, cursor, token] = [0, null as string | null, undefined as string | undefined];
  do {
    const page = await reader.pull(client, parameters, cursor);
    items.push(...page.items);
    token ??= page.token;
    cursor = page.next === null ? null : (JSON.parse(JSON.stringify(page.next)) as string);
    pages++;
    expect(pages, 'pages without an end').to.be.below(100);
  } while (cursor !== null);
  return { items, pages, token };
}

export const idsOf = (items: readonly { _id: string }[]): string[] => items.map(({ _id }) => _id);
