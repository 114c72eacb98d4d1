import type { z } from 'zod';
import type { ProviderApi } from './api.js';
import type { HttpClient } from './http/client.js';

/** A place in the origin to read on from. Opaque, printable, survives a restart. */
export type Cursor = string;

/** One bounded read of the origin. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; `null` after the last one. */
  readonly next: Cursor | null;
  /**
   * The incremental token that is right once everything up to and including this page is settled.
   * Absent when this page doesn't move it.
   */
  readonly token?: string;
}

/** Where the provider documents what we call. */
export interface Endpoint {
  readonly name: string;
  readonly url: string;
  readonly description: string;
}

/** How a reader goes on from where an earlier run ended. */
export interface IncrementalRead<Parameters> {
  /** The parameters that read everything the token doesn't cover. */
  resume(parameters: Parameters, token: string): Parameters;
  /** Whether `a` is further than `b`. A stored token only ever moves forward. */
  isAfter(a: string, b: string): boolean;
  /** What this token can't see, for the documentation. */
  readonly blindSpots: string;
}

/** How many requests a piece of work takes: always the same, or by the API the credentials are for. */
export type RequestCount = number | ((api: Pick<ProviderApi<never>, 'version'>) => number);

/**
 * Reads one entity of one system, page by page. `Schema` describes its parameters. Where lists hold only
 * `Summary`, `detail` makes an item of it.
 */
export interface Reader<Credentials, Schema extends z.ZodType, Item, Summary = Item> {
  readonly api: ProviderApi<Credentials>;
  readonly endpoints: readonly Endpoint[];
  readonly parameters: Schema;
  /** Requests that reading one page takes; they are set aside together under the API's limit. Default 1. */
  readonly requestsPerPage?: RequestCount;
  /**
   * One harmless call that shows whether credentials and parameters can work at all.
   * @throws {@link ConfigurationError} with the `path` of the field that can't
   */
  check(client: HttpClient, parameters: z.output<Schema>): Promise<void>;
  /**
   * Reads the page at `cursor`, or the first one. Without `detail`, an item it returns is exactly what
   * logics see.
   * @throws {@link SyncError}
   */
  pull(client: HttpClient, parameters: z.output<Schema>, cursor: Cursor | null): Promise<Page<Summary>>;
  /**
   * Fetches what the list leaves out of an item. It runs inside the item's own job, so that it has retries,
   * limits and a dead letter of its own; logics and format run after it. `null` leaves the item out: the
   * action is not about it, as only its detail tells.
   * @throws {@link SyncError}
   */
  detail?(client: HttpClient, parameters: z.output<Schema>, summary: Summary): Promise<Item | null>;
  /** Requests that `detail` takes as a rule, set aside together under the API's limit. Default 1. */
  readonly requestsPerDetail?: RequestCount;
  /** The item's identity at the origin, for messages. */
  identify(summary: Summary): string | undefined;
  readonly incremental?: IncrementalRead<z.output<Schema>>;
}

/** What became of a pushed item. */
export type PushOutcome = 'written' | 'unchanged';

/** Writes one entity to one system in one mode. A push repeated must leave the same state. */
export interface Writer<Credentials, Schema extends z.ZodType, Item> {
  readonly api: ProviderApi<Credentials>;
  readonly endpoints: readonly Endpoint[];
  readonly parameters: Schema;
  /**
   * Requests that pushing one item takes as a rule. They are set aside together under the API's limit, so
   * that a push that has begun can end. Default 1.
   */
  readonly requestsPerItem?: number;
  /** What the target accepts; what format returns is checked against it before each push. */
  readonly item: z.ZodType<Item>;
  /**
   * One harmless call that shows whether credentials and parameters can work at all.
   * @throws {@link ConfigurationError} with the `path` of the field that can't
   */
  check(client: HttpClient, parameters: z.output<Schema>): Promise<void>;
  /** @throws {@link SyncError} */
  push(client: HttpClient, parameters: z.output<Schema>, item: Item): Promise<PushOutcome>;
}
