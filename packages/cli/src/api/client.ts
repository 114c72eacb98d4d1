import { UserError } from '@hrflow-sync/core/errors';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** What the API says went wrong. */
const Problem = z.object({
  code: z.string(),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

/** Long enough for the API's own deadlines. */
const TIMEOUT_MS = 15_000;
/** Between tries of a request that met nobody, in milliseconds. */
const RETRY_DELAYS_MS = [500, 2_000];
/** A proxy, or a process that is restarting: the same request may do better in a moment. */
const PASSING_STATUSES = new Set([502, 503, 504]);

/** The API refused a request. */
export class ApiRefusal extends UserError {
  /** Fields that are not as they should be. */
  readonly fields: readonly string[];

  constructor({ code, message, details }: z.output<typeof Problem>) {
    const told = details.map((detail) => `${detail.path}: ${detail.message}`);
    super([message, ...told].join('\n  '), { code, path: details[0]?.path });
    this.fields = details.map(({ path }) => path);
  }
}

/** Where the API is, and what opens it. */
export interface ApiAddress {
  readonly url: string;
  readonly token: string;
}

interface Request {
  readonly method: 'GET' | 'POST';
  /** Below `/api`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * Asks the HTTP API of a scheduler, again where nobody answered: for requests that may be repeated.
 * @throws {@link ApiRefusal} with the API's own code
 * @throws UserError `api_unreachable`, `api_answer_unexpected`
 */
export async function askApi<Schema extends z.ZodType>(
  address: ApiAddress,
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  for (let tries = 0; ; tries++) {
    const pauseMs = RETRY_DELAYS_MS[tries];
    const answer = await ask(address, request, pauseMs === undefined);
    if (answer) return read(answer, address, schema);
    await delay(pauseMs, undefined, request.signal ? { signal: request.signal } : {});
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** `undefined` for another try. */
async function ask({ url, token }: ApiAddress, request: Request, last: boolean): Promise<Answer | undefined> {
  const { method, path, headers, json, signal } = request;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    return PASSING_STATUSES.has(response.status) && !last ? undefined : { status: response.status, text };
  } catch (error) {
    if (signal?.aborted) throw error;
    if (!last) return undefined;
    const { cause } = error as Error;
    const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? (error as Error).message;
    throw new UserError(
      `Nothing answers at ${url} (${reason}). Is a scheduler running with API_TOKENS set? Name its address with --url or API_URL.`,
      { code: 'api_unreachable', path: '--url', cause: error },
    );
  }
}

function read<Schema extends z.ZodType>(
  { status, text }: Answer,
  { url }: ApiAddress,
  schema: Schema,
): z.output<Schema> {
  const document = parsed(text);
  const good = schema.safeParse(document);
  if (status >= 200 && status < 300 && good.success) return good.data;
  const problem = Problem.safeParse(document);
  if (problem.success) throw new ApiRefusal(problem.data);
  throw new UserError(
    `${url} answered ${status}, and not as the API of hrflow-sync does. Is it the scheduler's address?`,
    { code: 'api_answer_unexpected', path: '--url' },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
