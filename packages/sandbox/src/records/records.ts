import type { FaultCount } from '../http/faults.js';
import { ItemLedger, type ItemRecord, type ItemTotals } from './items.js';
import { RequestLog, type RequestFilter, type RequestRecord, type RequestTally } from './requests.js';

/** The account as one JSON document. */
export interface RecordsSummary {
  readonly totals: ItemTotals;
  readonly requests: readonly RequestTally[];
  readonly faults: readonly FaultCount[];
  /** Files queued for parsing and not applied yet. */
  readonly pendingParsings: number;
  /** By reference. Left out when only the counts were asked for. */
  readonly items?: Readonly<Record<string, ItemRecord>>;
}

/** The double's own account of what was asked of it, to judge a client from outside. */
export interface Records {
  /** The last requests that match, oldest first; how many are kept is an option. */
  requests(filter?: RequestFilter): RequestRecord[];
  /** How many requests match, among all there ever were. */
  count(filter?: RequestFilter): number;
  tallies(filter?: RequestFilter): RequestTally[];
  /** What happened to one item; `undefined` when it was never heard of. */
  item(reference: string): ItemRecord | undefined;
  items(): Iterable<[reference: string, record: ItemRecord]>;
  totals(): ItemTotals;
  /** References of the candidates that Harvest handed out. */
  served(): string[];
  /** References of the profiles that were asked for. */
  read(): string[];
  /** References of the profiles to which a POST or PUT was applied. */
  written(): string[];
  archived(): string[];
  /** Forgets requests and items; profiles, candidates and faults stay. */
  clear(): void;
}

/** Both accounts, as the APIs write them. */
export class RecordBooks implements Records {
  readonly log: RequestLog;
  readonly ledger = new ItemLedger();

  constructor(keepRequests: number) {
    this.log = new RequestLog(keepRequests);
  }

  requests = (filter?: RequestFilter): RequestRecord[] => this.log.last(filter);
  count = (filter?: RequestFilter): number => this.log.count(filter);
  tallies = (filter?: RequestFilter): RequestTally[] => this.log.tallies(filter);
  item = (reference: string): ItemRecord | undefined => this.ledger.get(reference);
  items = (): Iterable<[string, ItemRecord]> => this.ledger.entries();
  totals = (): ItemTotals => this.ledger.totals();
  served = (): string[] => this.ledger.references('served');
  read = (): string[] => this.ledger.references('reads');
  written = (): string[] => this.ledger.references('posts', 'puts');
  archived = (): string[] => this.ledger.references('archives');

  clear(): void {
    this.log.clear();
    this.ledger.clear();
  }
}
