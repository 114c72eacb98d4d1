import type { ExchangeRecorder, KnownSecrets, WholeExchange } from '@hrflow-sync/connectors';
import type { TrailExchange } from '@hrflow-sync/core';
import { bodyOf, excerptOf, LONGEST_COMPARED, LONGEST_EXCERPT, textOf } from './excerpt.js';

/** A push takes two or three; one that polls for a parsed résumé takes more, all alike. */
const EXCHANGES_HELD = 8;
/** Of a longer answer, in bytes, only the beginning is held on to. */
const LONGEST_HELD = 1024 * 1024;
/** What a query calls something that may open a door. */
const KEY_NAME = /key|token|secret|pass|auth|sign/i;
/** Headers of answers that help, and hold nothing. */
const HARMLESS_HEADERS = [
  'content-type',
  'date',
  'retry-after',
  'x-request-id',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
];

interface Held {
  readonly exchange: WholeExchange;
  /** Of the answer, in bytes. */
  readonly size: number;
}

/**
 * Holds on to the last exchanges of one attempt at an item. As long as it succeeds that is all: they are put in
 * words only when somebody asks.
 */
export class LatestExchanges implements ExchangeRecorder {
  private readonly held: Held[] = [];

  record(exchange: WholeExchange): void {
    if (this.held.length === EXCHANGES_HELD) this.held.shift();
    this.held.push(holdable(exchange));
  }

  /** In words, without secrets. */
  told(secrets: KnownSecrets): TrailExchange[] {
    return this.held.map((held) => tell(held, secrets));
  }
}

function holdable(exchange: WholeExchange): Held {
  const { answer } = exchange;
  const size = answer?.bytes.length ?? 0;
  if (!answer || size <= LONGEST_HELD) return { exchange, size };
  // A copy: a part of a buffer keeps the whole of it in memory.
  const bytes = Buffer.from(answer.bytes.subarray(0, 4 * LONGEST_EXCERPT));
  return { exchange: { ...exchange, answer: { ...answer, bytes } }, size };
}

function tell({ exchange, size }: Held, secrets: KnownSecrets): TrailExchange {
  const { provider, method, outcome, durationMs, request, answer } = exchange;
  const excerpt = (text: string | undefined, longest?: number) =>
    text === undefined ? null : excerptOf(text, secrets, longest);
  const { replaces } = request;
  const answered = excerpt(answer && textOf(answer, size));
  return {
    provider,
    method,
    path: secrets.removeFrom(`${request.path}${queryOf(request.query)}`),
    outcome,
    durationMs: Math.round(durationMs),
    headers: harmless(answer?.headers ?? {}, secrets),
    sent: excerpt(bodyOf(request), replaces === undefined ? LONGEST_EXCERPT : LONGEST_COMPARED),
    answered: answered && { ...answered, length: Math.max(answered.length, size > LONGEST_HELD ? size : 0) },
    held: replaces === undefined ? null : excerpt(JSON.stringify(replaces), LONGEST_COMPARED),
  };
}

function queryOf(query: WholeExchange['request']['query']): string {
  const pairs =
    typeof query === 'string'
      ? [...new URLSearchParams(query)]
      : Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  if (pairs.length === 0) return '';
  return `?${pairs.map(([name, value]) => `${name}=${KEY_NAME.test(name) ? '…' : String(value)}`).join('&')}`;
}

function harmless(
  headers: Readonly<Record<string, string | undefined>>,
  secrets: KnownSecrets,
): Record<string, string> {
  const shown = HARMLESS_HEADERS.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(
    shown.flatMap(([name, value]) => (value === undefined ? [] : [[name, secrets.removeFrom(value)]])),
  );
}
