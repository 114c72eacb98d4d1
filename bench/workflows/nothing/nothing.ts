import { setTimeout as delay } from 'node:timers/promises';
import { defineConnector, defineWorkflow, inbound, type ProviderApi } from 'hrflow-sync';
import { z } from 'zod';

/** Items read by the workflow `large`. */
const ITEMS = Number(process.env['BENCH_ITEMS'] ?? 10_000);
/** Items read by the workflow `warm-up`. */
const WARM_UP_ITEMS = Number(process.env['BENCH_WARM_UP_ITEMS'] ?? 0);
/** How long the target takes for an item, in milliseconds. */
const PUSH_MS = Number(process.env['BENCH_PUSH_MS'] ?? 0);
/** Small runs beside it, for the benchmark of fairness. */
const SMALL_RUNS = 9;
const SMALL_ITEMS = 100;
/** As Greenhouse gives them. */
const PER_PAGE = 500;
/** With it an item's job is as large as that of a Greenhouse candidate. */
const FILLER = 'x'.repeat(1_600);

const api: ProviderApi<unknown> = {
  provider: 'nothing',
  baseUrl: 'http://127.0.0.1:9',
  baseUrlVariable: 'NOTHING_API_URL',
  version: 'v1',
  authenticate: () => ({}),
};

type Item = { reference: string; filler: string };

/** A reader and a writer that do nothing: what is left is the engine. */
function nothing(items: number) {
  return defineConnector({
    name: 'Nothing',
    subtype: 'nothing',
    type: 'ATS',
    description: '',
    url: 'https://example.com',
    credentials: z.strictObject({}),
    actions: {
      update_profiles_in_hrflow: inbound({
        mode: 'update',
        entity: 'profile',
        description: '',
        origin: {
          api,
          endpoints: [],
          parameters: z.strictObject({}),
          async check() {},
          async pull(_client, _parameters, cursor) {
            const start = Number(cursor ?? 0);
            const end = Math.min(start + PER_PAGE, items);
            const length = end - start;
            const page = Array.from({ length }, (_, index): Item => ({
              reference: `item-${start + index}`,
              filler: FILLER,
            }));
            return { items: page, next: end < items ? String(end) : null };
          },
          identify: (item: Item) => item.reference,
        },
        target: {
          api,
          endpoints: [],
          parameters: z.strictObject({}),
          item: z.object({ reference: z.string(), filler: z.string() }),
          async check() {},
          async push() {
            if (PUSH_MS > 0) await delay(PUSH_MS);
            return 'written';
          },
        },
        format: (item: Item) => item,
      }),
    },
  }).update_profiles_in_hrflow;
}

function workflow(id: string, items: number, isolation = false) {
  const hrflowAuth = { api_secret: 'unused', api_user: 'unused' };
  const action = nothing(items);
  return defineWorkflow({ id, action, connectorAuth: {}, hrflowAuth, pushParameters: {}, isolation });
}

export default [
  workflow('large', ITEMS),
  workflow('isolated', ITEMS, true),
  workflow('warm-up', WARM_UP_ITEMS),
  ...Array.from({ length: SMALL_RUNS }, (_, index) => workflow(`small-${index}`, SMALL_ITEMS)),
];
