import { startSandbox } from '@hrflow-sync/sandbox';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  Greenhouse,
  greenhouseCandidates,
  RetryableError,
  type Action,
  type GreenhouseCandidate,
  type HttpClient,
  type Page,
} from '../src/index.js';
import { CHAPTERS } from './support/contract.js';
import { Bench } from './support/contract/bench.js';
import type { ContractSubject } from './support/contract/subject.js';

type GreenhouseAction = typeof Greenhouse.update_profiles_in_hrflow;
type Types = GreenhouseAction extends Action<infer T> ? T : never;
type Reader = typeof greenhouseCandidates;
type Pull = Reader['pull'];

const ALL = greenhouseCandidates.parameters.parse({});
const read: Pull = (client, _, cursor) => greenhouseCandidates.pull(client, ALL, cursor);
const pulling = (pull: Pull) => ({ origin: { ...greenhouseCandidates, pull } });
/** A reader that makes something else of each page. */
const remaking = (remake: (page: Page<GreenhouseCandidate>) => Partial<Page<GreenhouseCandidate>>) =>
  pulling(async (client, _, cursor) => {
    const page = await read(client, ALL, cursor);
    return { ...page, ...remake(page) };
  });
/** A reader that makes something else of each failure. */
const rescuing = (rescue: (error: Error & { code?: string }) => Page<GreenhouseCandidate>) =>
  pulling((client, _, cursor) => read(client, ALL, cursor).catch(rescue));
const NOTHING: Page<GreenhouseCandidate> = { items: [], next: null };
const kept: string[] = [];

/** A connector with one fault, and the case that must find it. */
interface Fault {
  readonly action: object;
  readonly foundBy: string;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'reads the first page only': {
    action: remaking(() => ({ next: null })),
    foundBy: 'reads two full pages and half a page more',
  },
  'gives an item twice': {
    action: remaking(({ items }) => ({ items: [...items, ...items.slice(0, 1)] })),
    foundBy: 'reads one item',
  },
  'takes a list that is missing for an empty one': {
    action: rescuing(() => NOTHING),
    foundBy: 'gives up at a list that is not there (404)',
  },
  'takes an HTML page for an empty list': {
    action: rescuing(() => NOTHING),
    foundBy: 'tries again after an HTML page with 200',
  },
  'does not wait for a rate limit': {
    action: rescuing(({ message }) => {
      throw new RetryableError(message, { code: 'rate_limited' });
    }),
    foundBy: 'waits as long as a 429 says in seconds',
  },
  'reads the same page for ever': {
    action: pulling(async (client: HttpClient, _, cursor) => {
      const query = { page: Number(cursor ?? 1), per_page: 500 };
      const { body } = await client.send<GreenhouseCandidate[]>({ method: 'GET', path: 'candidates', query });
      return { items: body, next: body.length < 500 ? null : String(query.page + 1) };
    }),
    foundBy: 'does not read for ever',
  },
  'keeps its place in memory': {
    action: pulling(async (client, _, cursor) => {
      const page = await read(client, ALL, cursor === null ? null : kept[Number(cursor)]!);
      return { ...page, next: page.next === null ? null : String(kept.push(page.next) - 1) };
    }),
    foundBy: 'goes on from its cursor in another process',
  },
  'has no identity for its items': {
    action: { origin: { ...greenhouseCandidates, identify: () => undefined } },
    foundBy: 'reads one item',
  },
  'checks nothing': {
    action: { origin: { ...greenhouseCandidates, check: () => Promise.resolve() } },
    foundBy: 'fails its check with bad credentials',
  },
  'refuses everybody': {
    action: {
      origin: {
        ...greenhouseCandidates,
        check: () => Promise.reject(new RetryableError('no', { code: 'no' })),
      },
    },
    foundBy: 'passes its check with good credentials',
  },
  'shows the key in an error': {
    action: rescuing((error) => {
      throw new RetryableError(`${error.message} Key: sandbox-greenhouse-key-not-a-secret`, { code: 'x' });
    }),
    foundBy: 'tries again after an error of the server',
  },
  'stumbles over nulls': {
    action: {
      format: ({ id, tags }: GreenhouseCandidate) => ({ reference: String(id), tags: tags!.map(String) }),
    },
    foundBy: 'survives items that have nothing but an identity',
  },
  'changes the item it formats': {
    action: { format: (item: GreenhouseCandidate) => ({ reference: String(item.id++) }) },
    foundBy: 'makes of each item what the target accepts',
  },
  'makes what the target refuses': {
    action: { format: ({ id }: GreenhouseCandidate) => ({ reference: id }) },
    foundBy: 'makes of each item what the target accepts',
  },
  'composes combining characters': {
    action: remaking(({ items }) => ({
      items: items.map((item) => ({ ...item, first_name: item.first_name?.normalize('NFC') ?? null })),
    })),
    foundBy: 'brings combining characters over unchanged',
  },
  'loses what is behind a change': {
    action: pulling(async (client, _, cursor) => {
      const page = await read(client, ALL, cursor);
      const changed = page.items.some(({ first_name }) => first_name === 'Changed in between');
      return changed ? { items: page.items.slice(1), next: page.next } : page;
    }),
    foundBy: 'loses nothing when an item that is still to be read changes',
  },
};

const subject = (action: object): ContractSubject<Types> => ({
  action: { ...Greenhouse.update_profiles_in_hrflow, ...action },
  start: () => startSandbox({ candidates: 0 }),
  credentials: ({ GREENHOUSE_API_KEY }) => ({ auth: GREENHOUSE_API_KEY }),
  badCredentials: () => ({ auth: 'a-key-that-nobody-has' }),
  hold(sandbox, count) {
    sandbox.setCandidates(count);
    return Array.from(sandbox.candidates(), ({ id }) => String(id));
  },
  rename: (sandbox, id, name) => void sandbox.updateCandidate(Number(id), { first_name: name }),
  nameOf: (candidate) => candidate.first_name,
  paging: { size: 500, by: 'link' },
  list: { api: 'greenhouse', path: 'candidates' },
  blanks: { 'every field null': { page: [{ id: 1, tags: null }] } },
});

describe('the contract of connectors finds a connector that', () => {
  for (const [what, { action, foundBy }] of Object.entries(FAULTS)) {
    it(what, async () => {
      const [each] = Object.values(CHAPTERS)
        .flat()
        .filter(({ name }) => name.startsWith(foundBy));
      if (!each) throw new Error(`there is no case "${foundBy}"`);
      await withBench({}, (bench) => each.run(bench));
      const found = await withBench(action, (bench) => each.run(bench)).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(found, 'what the case found').to.be.instanceOf(Error);
    });
  }
});

async function withBench(action: object, run: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await Bench.open(subject(action));
  try {
    await run(bench);
  } finally {
    await bench.close();
  }
}
