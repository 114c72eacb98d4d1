import { request as httpRequest } from 'node:http';
import { SANDBOX_API_KEY, SANDBOX_API_SECRET, SANDBOX_API_USER, SANDBOX_SOURCE_KEY } from '../src/index.js';
import type { Candidate, Profile } from '../src/index.js';

export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The two addresses every kind of sandbox has. */
interface Addresses {
  readonly greenhouseUrl: string;
  readonly hrflowUrl: string;
}

export interface Envelope<Data> {
  readonly code: number;
  readonly message: string;
  readonly data: Data;
  readonly meta?: unknown;
}

export const GREENHOUSE_HEADERS = { authorization: `Basic ${btoa(`${SANDBOX_API_KEY}:`)}` };
export const HRFLOW_HEADERS = { 'x-api-key': SANDBOX_API_SECRET, 'x-user-email': SANDBOX_API_USER };

/** What {@link ask} sends. */
interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | null;
  readonly signal?: AbortSignal;
}

/** `fetch`, read to the end, on a connection of its own: an idle one would count as left open by the test. */
export async function ask(url: string, question: Question = {}): Promise<Reply<string>> {
  const response = await fetch(url, { ...question, headers: { ...question.headers, connection: 'close' } });
  const { status, headers } = response;
  return { status, headers, body: await response.text() };
}

async function askForJson<Body>(url: string, question: Question): Promise<Reply<Body>> {
  const reply = await ask(url, question);
  return { ...reply, body: JSON.parse(reply.body) as Body };
}

/** Reads Harvest, e.g. `greenhouse(sandbox, 'candidates?per_page=2')`, or a link it gave. */
export function greenhouse<Body = Candidate[]>(
  sandbox: Addresses,
  path: string,
  headers: Record<string, string> = GREENHOUSE_HEADERS,
): Promise<Reply<Body>> {
  const url = path.startsWith('http') ? path : `${sandbox.greenhouseUrl}/v1/${path}`;
  return askForJson(url, { headers });
}

/** Calls HrFlow with JSON. */
export function hrflow<Data = Profile>(
  sandbox: Addresses,
  method: string,
  path: string,
  json?: unknown,
  headers: Record<string, string> = HRFLOW_HEADERS,
): Promise<Reply<Envelope<Data>>> {
  const body = json === undefined ? null : JSON.stringify(json);
  return askForJson(`${sandbox.hrflowUrl}/v1/${path}`, { method, headers, body });
}

export function getProfile(sandbox: Addresses, reference: string): Promise<Reply<Envelope<Profile>>> {
  const query = new URLSearchParams({ source_key: SANDBOX_SOURCE_KEY, reference });
  return hrflow(sandbox, 'GET', `profile/indexing?${query.toString()}`);
}

export function putProfile(sandbox: Addresses, profile: object): Promise<Reply<Envelope<Profile>>> {
  return hrflow(sandbox, 'PUT', 'profile/indexing', { source_key: SANDBOX_SOURCE_KEY, ...profile });
}

export function postProfile(sandbox: Addresses, profile: object): Promise<Reply<Envelope<Profile>>> {
  return hrflow(sandbox, 'POST', 'profile/indexing', { source_key: SANDBOX_SOURCE_KEY, ...profile });
}

/** The relations of a `Link` header. */
export function links(headers: Headers): Record<string, string> {
  const found = [...(headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map(([, url, relation]) => [relation, url] as [string, string]));
}

/** A GET with a body, which `fetch` refuses to send; answers with the status. */
export function getWithBody(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, {
      method: 'GET',
      agent: false,
      headers: { ...GREENHOUSE_HEADERS, 'content-length': 2 },
    });
    sent.on('response', (response) => resolve(response.resume().statusCode));
    sent.on('error', reject);
    sent.end('{}');
  });
}

/** How a request that got no whole answer failed. */
export async function failureOf(request: Promise<unknown>): Promise<Error> {
  try {
    await request;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The request was answered');
}
