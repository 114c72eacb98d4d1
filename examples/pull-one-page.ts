// Connectors work alone: no Redis, no queue, no environment of their own. Run it with
//   GREENHOUSE_API_KEY=… npx tsx examples/pull-one-page.ts
import { closeConnections, formatCandidate, greenhouseCandidates, openClient } from '@hrflow-sync/connectors';

const client = openClient(
  greenhouseCandidates.api,
  { auth: process.env['GREENHOUSE_API_KEY'] ?? '' },
  { baseUrls: process.env },
);
const parameters = greenhouseCandidates.parameters.parse({ updated_after: '2026-01-01T00:00:00Z' });
const page = await greenhouseCandidates.pull(client, parameters, null);

console.log(`${page.items.length} candidates, ${page.next === null ? 'no page' : 'another page'} after them`);
for (const candidate of page.items.slice(0, 3)) console.log(formatCandidate(candidate));
await closeConnections();
