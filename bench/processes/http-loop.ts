/**
 * What the product's requests cost with nothing around them: for each item a GET of the profile and a
 * PUT of the same size, over Node's fetch, so many items in flight. Nothing is parsed, nothing is kept.
 */
interface Options {
  readonly environment: Readonly<Record<string, string>>;
  readonly items: number;
  readonly inFlight: number;
}

export interface HttpLoopResult {
  readonly itemsPerSecond: number;
  readonly cpuSeconds: number;
  readonly putBytes: number;
}

/** Items before the clock starts, so that connections and compiled code are there. */
const WARM_UP = 200;
const PER_PAGE = 500;

const { environment, items, inFlight } = JSON.parse(process.argv[2] ?? '') as Options;
const sourceKey = environment['HRFLOW_SOURCE_KEY'] ?? '';
const indexing = `${environment['HRFLOW_API_URL']}/v1/profile/indexing`;
const headers = {
  'x-api-key': environment['HRFLOW_API_SECRET'] ?? '',
  'x-user-email': environment['HRFLOW_API_USER'] ?? '',
  'content-type': 'application/json',
};
let putBytes = 0;

async function listReferences(): Promise<string[]> {
  const key = Buffer.from(`${environment['GREENHOUSE_API_KEY']}:`).toString('base64');
  const references: string[] = [];
  while (references.length < items) {
    const page = references.length / PER_PAGE + 1;
    const url = `${environment['GREENHOUSE_API_URL']}/v1/candidates?per_page=${PER_PAGE}&page=${page}`;
    const response = await fetch(url, { headers: { authorization: `Basic ${key}` } });
    const candidates = (await response.json()) as { id: number }[];
    if (candidates.length === 0) throw new Error(`only ${references.length} candidates`);
    references.push(...candidates.map(({ id }) => String(id)));
  }
  return references.slice(0, items);
}

async function update(reference: string): Promise<void> {
  const got = await fetch(`${indexing}?source_key=${sourceKey}&reference=${reference}`, { headers });
  const text = await got.text();
  // The profile as it was got, without reading it: {"code":200,…,"data":{…}}.
  const body = text.slice(text.indexOf('"data":') + '"data":'.length, -1);
  const put = await fetch(indexing, { method: 'PUT', headers, body });
  await put.text();
  if (got.status !== 200 || put.status !== 200) throw new Error(`${got.status}, ${put.status}: ${text}`);
  putBytes += body.length;
}

async function updateAll(references: readonly string[]): Promise<void> {
  const left = references.values();
  const one = async (): Promise<void> => {
    for (const reference of left) await update(reference);
  };
  await Promise.all(Array.from({ length: inFlight }, one));
}

const references = await listReferences();
await updateAll(references.slice(0, Math.min(WARM_UP, items)));
putBytes = 0;
const cpu = process.cpuUsage();
const started = performance.now();
await updateAll(references);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const result: HttpLoopResult = {
  itemsPerSecond: items / seconds,
  cpuSeconds: (user + system) / 1e6,
  putBytes: Math.round(putBytes / items),
};
process.send?.(result);
