import type { FlatchrOptions } from './flatchr/account.js';
import type { ApiName } from './http/call.js';
import type { FaultRule } from './http/faults.js';
import type { RateLimit } from './http/rate-limit.js';

/** Invented. Nobody's key, and plainly so. */
export const SANDBOX_API_KEY = 'sandbox-greenhouse-key-not-a-secret';
/** Invented. */
export const SANDBOX_FLATCHR_API_KEY = 'sandbox-flatchr-key-not-a-secret';
/** Invented. Shaped like Flatchr's: 16 letters and digits. */
export const SANDBOX_FLATCHR_COMPANY_ID = 'Sandb0xFlatchr16';
/** Invented. Shaped like HrFlow's: `ask_` and 32 hex digits. */
export const SANDBOX_API_SECRET = 'ask_0123456789abcdef0123456789abcdef';
export const SANDBOX_API_USER = 'sandbox@example.com';
/** Invented. Shaped like HrFlow's: 40 hex digits. */
export const SANDBOX_SOURCE_KEY = '5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5a4db';
/** Invented. Shaped like HrFlow's: 40 hex digits. */
export const SANDBOX_BOARD_KEY = 'b0a4db0cb0a4db0cb0a4db0cb0a4db0cb0a4db0c';

export interface SandboxOptions {
  /** Default 0: a free port. Always on 127.0.0.1. */
  readonly port?: number;
  /** How many candidates Harvest holds. Default 1000; a million takes no memory. */
  readonly candidates?: number;
  /** Default 1. The same seed gives the same candidates and profiles. */
  readonly seed?: number;
  /** Added to every answer of an API, in milliseconds. */
  readonly latencyMs?: number;
  /** The Greenhouse key. */
  readonly apiKey?: string;
  readonly hrflow?: HrflowOptions;
  readonly flatchr?: FlatchrOptions;
  /**
   * Which candidates HrFlow holds as profiles from the start, by `reference = String(candidate.id)`: all
   * (the default), none, or the first so many. Candidates added later are never held.
   */
  readonly held?: 'all' | 'none' | number;
  /** Limits to enforce. Default: none, and no `X-RateLimit` headers. */
  readonly rateLimit?: Readonly<Partial<Record<ApiName, RateLimit>>>;
  readonly faults?: readonly FaultRule[];
  /**
   * Default true. False keeps of each written profile only that it was written: reading it gives the
   * generated profile again, with new dates. For benchmarks with hundreds of thousands of items.
   */
  readonly keepBodies?: boolean;
  /** How many of the last requests are kept whole. Default 1000. */
  readonly keepRequests?: number;
}

export interface HrflowOptions {
  readonly apiSecret?: string;
  readonly apiUser?: string;
  readonly sourceKey?: string;
  readonly boardKey?: string;
  /** Whether the source parses files while the client waits. Default false. */
  readonly syncParsing?: boolean;
  /** How long an asynchronous parsing takes, in milliseconds. Default 50. */
  readonly parsingDelayMs?: number;
}

/** Options with every default filled in. */
export type Settings = Required<Omit<SandboxOptions, 'hrflow' | 'flatchr' | 'held'>> & {
  readonly flatchr: Required<FlatchrOptions>;
  readonly hrflow: Required<HrflowOptions>;
  readonly held: number;
};

export function settingsOf(options: SandboxOptions): Settings {
  const { candidates = 1000, held = 'all' } = options;
  return {
    port: 0,
    seed: 1,
    latencyMs: 0,
    apiKey: SANDBOX_API_KEY,
    rateLimit: {},
    faults: [],
    keepBodies: true,
    keepRequests: 1000,
    ...options,
    candidates,
    held: held === 'all' ? candidates : held === 'none' ? 0 : held,
    hrflow: {
      apiSecret: SANDBOX_API_SECRET,
      apiUser: SANDBOX_API_USER,
      sourceKey: SANDBOX_SOURCE_KEY,
      boardKey: SANDBOX_BOARD_KEY,
      syncParsing: false,
      parsingDelayMs: 50,
      ...options.hrflow,
    },
    flatchr: {
      apiKey: SANDBOX_FLATCHR_API_KEY,
      companyId: SANDBOX_FLATCHR_COMPANY_ID,
      applicants: 60,
      vacancies: 6,
      detailRoutes: true,
      cvAnswer: 'file',
      cvIntervalMs: 1000,
      premium: true,
      metaBy: 'email',
      takesNames: true,
      ...options.flatchr,
    },
  };
}
