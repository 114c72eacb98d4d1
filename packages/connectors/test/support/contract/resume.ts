import { connectors, closeConnections, openClient } from '../../../src/index.js';

/** What a worker knows of a read that another one began: no object, only what JSON carries. */
export interface Resumption {
  readonly subtype: string;
  readonly action: string;
  readonly credentials: unknown;
  readonly parameters: unknown;
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly cursor: string;
}

/** Reads on from a cursor to the end in a process of its own, and prints the identities of what it read. */
const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const given = JSON.parse(Buffer.concat(chunks).toString()) as Resumption;
const connector = connectors.find(({ info }) => info.subtype === given.subtype);
const action = connector?.actions.find(({ name }) => name === given.action);
if (!action) throw new Error(`${given.subtype} ${given.action} is in no list of connectors`);
const client = openClient(action.origin.api, given.credentials, { baseUrls: given.baseUrls });
const ids: (string | undefined)[] = [];
let cursor: string | null = given.cursor;
while (cursor !== null) {
  const page = await action.origin.pull(client, given.parameters, cursor);
  ids.push(...page.items.map((item) => action.origin.identify(item)));
  cursor = page.next;
}
await closeConnections();
process.stdout.write(JSON.stringify(ids));
