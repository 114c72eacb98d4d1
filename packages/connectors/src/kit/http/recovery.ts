import type { HttpFailure, ProviderApi } from '../api.js';
import {
  ConfigurationError,
  RateLimitedError,
  RejectedItemError,
  RetryableError,
  type Recovery,
  type SyncError,
} from '../errors.js';
import { parseRateLimitReset } from './rate-limit-reset.js';
import { parseRetryAfter } from './retry-after.js';

/** Wait after a 429 that doesn't say for how long, when the API declares no limit of its own. */
const DEFAULT_WAIT_MS = 10_000;
/** A shorter wait would only bring the next 429; `Retry-After: 0` asks for it. */
const SHORTEST_WAIT_MS = 250;
/** A longer wait is more likely a broken clock than a wish. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** The parts of an API's definition that messages and waits need. */
export type Provider = Pick<ProviderApi<never>, 'provider' | 'name' | 'credentialsPath' | 'rateLimit'>;

interface Rule {
  readonly recovery: Recovery;
  readonly code: string;
  /** What happened: the rest of a sentence that starts with the provider's name. */
  readonly what: string;
  /** What to do about it. */
  readonly advice?: string;
  /** The operator can act on the provider's own words, so the message quotes them. */
  readonly quote?: true;
  /** The credentials are the field to look at. */
  readonly credentials?: true;
}

const AGAIN = 'It is tried again.';
const SERVER_ERROR: Rule = {
  recovery: 'retry',
  code: 'server_error',
  what: 'had an error of its own',
  advice: AGAIN,
};
/** A 503 that names a time to come back. */
const BUSY: Rule = {
  recovery: 'wait',
  code: 'server_busy',
  what: 'is busy',
  advice: 'The request waits for it.',
};
const REJECTED: Rule = {
  recovery: 'reject',
  code: 'request_rejected',
  what: 'rejected the request',
  quote: true,
};
const REDIRECT: Rule = {
  recovery: 'configure',
  code: 'unexpected_redirect',
  what: 'redirects to another address, which is not followed',
  advice: 'Check the base URL.',
};

/** What a status means for recovery. The one place that decides; see docs/errors.md. */
const STATUS_RULES: Readonly<Record<number, Rule>> = {
  400: { recovery: 'reject', code: 'bad_request', what: 'rejected the request as invalid', quote: true },
  401: { recovery: 'configure', code: 'unauthorized', what: 'refused the credentials', credentials: true },
  402: {
    recovery: 'configure',
    code: 'quota_exhausted',
    what: 'says that the plan allows no more of these requests',
    advice: 'Raise the plan, or wait for its renewal.',
  },
  403: {
    recovery: 'configure',
    code: 'forbidden',
    what: 'does not let these credentials do this',
    advice: 'Give them the permission.',
    credentials: true,
  },
  404: { recovery: 'reject', code: 'not_found', what: 'does not know what was asked for', quote: true },
  405: { recovery: 'reject', code: 'method_not_allowed', what: 'does not allow this request' },
  407: {
    recovery: 'configure',
    code: 'proxy_refused',
    what: 'was not reached: a proxy asks for credentials',
  },
  408: { recovery: 'retry', code: 'timeout', what: 'gave up waiting for the request', advice: AGAIN },
  409: { recovery: 'reject', code: 'conflict', what: 'sees a conflict with what it holds', quote: true },
  410: { recovery: 'reject', code: 'gone', what: 'no longer has what was asked for' },
  413: { recovery: 'reject', code: 'payload_too_large', what: 'finds the item too large' },
  422: { recovery: 'reject', code: 'unprocessable', what: 'rejected the data', quote: true },
  425: { recovery: 'retry', code: 'too_early', what: 'was not ready for the request', advice: AGAIN },
  429: {
    recovery: 'wait',
    code: 'rate_limited',
    what: 'asked us to slow down',
    advice: 'The request waits for it.',
  },
};

/** The rule for any status that isn't 2xx. */
export function ruleFor(status: number): Rule {
  const rule = STATUS_RULES[status];
  if (rule) return rule;
  if (status >= 500) return SERVER_ERROR;
  return status >= 400 ? REJECTED : REDIRECT;
}

/** The error an answer stands for, by the status table alone. */
export function errorForStatus(api: Provider, failure: HttpFailure, now: number): SyncError {
  const { status, headers, detail } = failure;
  const rule = status === 503 && headers['retry-after'] ? BUSY : ruleFor(status);
  const message = explain(api, rule, failure);
  if (rule.recovery === 'wait') {
    return new RateLimitedError(message, {
      code: rule.code,
      detail,
      retryAfterMs: waitFor(api, failure, now),
    });
  }
  const path = rule.credentials ? api.credentialsPath : undefined;
  return new ERRORS[rule.recovery](message, { code: rule.code, detail, path });
}

const ERRORS = { retry: RetryableError, reject: RejectedItemError, configure: ConfigurationError } as const;

/** How long a rate-limited account waits: what the answer says, else the declared window. */
function waitFor(api: Provider, { headers }: HttpFailure, now: number): number {
  const clocks = { now, date: headers['date'] };
  return clampWait(
    parseRetryAfter(headers['retry-after'], clocks) ??
      parseRateLimitReset(headers['x-ratelimit-reset'], clocks) ??
      api.rateLimit?.perMs ??
      DEFAULT_WAIT_MS,
  );
}

/** A wait that is neither too short to help nor too long to be meant. */
export function clampWait(ms: number): number {
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, Math.ceil(ms)));
}

function explain(api: Provider, rule: Rule, { status, body }: HttpFailure): string {
  const what = `${nameOf(api)} ${rule.what} (${status})${rule.quote ? quoted(body) : ''}.`;
  const look = rule.credentials && api.credentialsPath ? `Check ${api.credentialsPath}.` : undefined;
  return [what, rule.advice, look].filter(Boolean).join(' ');
}

/** A provider's name in messages. */
export function nameOf({ name, provider }: Pick<Provider, 'name' | 'provider'>): string {
  return name ?? provider;
}

/** The provider's own words, where the body has some: `message`, or the first of `errors`. */
function quoted(body: unknown): string {
  const words = providerMessage(body);
  return words === undefined ? '' : `: ${words.replace(/\.$/, '')}`;
}

/** Longest quotation of a provider's message. */
const QUOTE_LENGTH = 200;

/** What the provider says is wrong: `message`, `error` or the entries of `errors`, each a text or an object. */
export function providerMessage(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { message, error, errors } = body as Record<string, unknown>;
  const texts = [message, errorText(error), ...(Array.isArray(errors) ? errors.map(errorText) : [])];
  const words = texts.filter((text) => typeof text === 'string' && text !== '').join('; ');
  return words === '' ? undefined : words.slice(0, QUOTE_LENGTH);
}

function errorText(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  const { field, message } = entry as Record<string, unknown>;
  return typeof field === 'string' ? `${field}: ${String(message)}` : message;
}
