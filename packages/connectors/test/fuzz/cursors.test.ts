import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  connectors,
  greenhouseApi,
  greenhouseV3Api,
  SyncError,
  type Action,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
  type ProviderApi,
} from '../../src/index.js';
import { baseOf, pathBelow, queryString } from '../../src/kit/http/address.js';
import { header, json, text } from './arbitraries.js';

/** Of records and answers of any ATS. */
const NAMES = [
  'id',
  '_id',
  'name',
  'status',
  'data',
  'jobs',
  'applications',
  'attachments',
  'candidate_id',
  'job_id',
  'applicant',
  'vacancy',
  'items',
  'updated_at',
  'created_at',
  'updated_date',
  'end_date',
  'tags',
  'key',
];
const record = json(NAMES);
const answer = fc.oneof(
  json(NAMES),
  fc.array(fc.oneof(record, fc.record({ id: fc.oneof(fc.nat(), text), _id: text })), { maxLength: 6 }),
  fc.record({ code: fc.constant(200), data: record }),
);
const cursor = fc.oneof(
  text,
  json(['state', 'position', 'page', 'before']).map((each) => JSON.stringify(each)),
  fc.tuple(fc.nat(), fc.option(text)).map((each) => JSON.stringify(each)),
  fc.tuple(fc.integer(), text).map(([page, digest]) => `${page}.${digest}`),
  fc
    .record({
      state: fc.constantFrom(null, 'draft', 'published', 'toString'),
      position: fc.record({ _id: text, name: fc.option(text) }),
      page: fc.oneof(fc.nat(), fc.double()),
      before: text,
    })
    .map((each) => JSON.stringify(each)),
  fc.webQueryParameters(),
);

/** Parameters that satisfy any reader; each takes what it knows. */
const PARAMETERS: Readonly<Record<string, unknown>> = {
  status: 'rejected',
  position_id: 'abc',
  source_key: 'source',
  profile_key: 'profile',
  stage_ids: ['stage'],
  stage_types: ['disqualified'],
  archived_by: 'end_date',
};

function parametersOf({ origin }: Action): unknown {
  const plain = origin.parameters.safeParse({});
  if (plain.success) return plain.data;
  const known = plain.error.issues.map(({ path }) => String(path[0]));
  const given = Object.fromEntries(known.map((name) => [name, PARAMETERS[name] ?? 'text']));
  return origin.parameters.parse(given);
}

/** A client whose requests go nowhere, checked as those of a real one, and are answered with what was drawn. */
function clientOf(api: ProviderApi<never>, body: unknown, headers: HttpResponse['headers']): HttpClient {
  let requests = 0;
  const client: HttpClient = {
    version: api.version,
    settings: { company_id: 'company' },
    send: (async ({ path, query }: HttpRequest) => {
      const base = baseOf(api, {});
      const url = new URL(pathBelow(base, path) + queryString(query), base.origin);
      expect(url.origin).to.equal(base.origin);
      expect(url.pathname.startsWith(base.path)).to.equal(true);
      if (++requests > 60) throw new Error('it asks for ever');
      return { status: 200, headers, body: structuredClone(body) };
    }) as HttpClient['send'],
    download: () => Promise.reject(new Error('a page needs no file')),
    fetchFile: () => Promise.reject(new Error('a page needs no file')),
    over: () => client,
    now: () => Date.UTC(2026, 0, 1),
    sleep: () => Promise.resolve(),
  };
  return client;
}

describe('whatever an answer holds, and whatever has become of a cursor', () => {
  const origins = new Map(
    connectors.flatMap(({ actions }) => actions).map((action) => [action.origin, action]),
  );
  const versions = [...origins.values()].flatMap((action) => {
    const { api } = action.origin;
    const apis: ProviderApi<never>[] = api === greenhouseApi ? [api, greenhouseV3Api] : [api];
    return apis.map((each) => ({ action, api: each }));
  });
  for (const { action, api } of versions) {
    it(`${action.connector.subtype} ${api.version}: ${action.name} gives a page, or an error that says how to go on`, async () => {
      const parameters = parametersOf(action);
      const headers = fc.record({ link: header, date: header });
      await fc.assert(
        fc.asyncProperty(answer, headers, fc.option(cursor), async (body, its, from) => {
          try {
            const page = await action.origin.pull(clientOf(api, body, its), parameters, from);
            expect(page.items).to.be.an('array');
            expect(page.next === null || typeof page.next === 'string').to.equal(true);
            if (page.token !== undefined) expect(page.token).to.match(/^\d{4}-\d{2}-\d{2}/);
          } catch (error) {
            if (!(error instanceof SyncError)) throw error;
          }
        }),
        { numRuns: 400 },
      );
    });
  }
});
