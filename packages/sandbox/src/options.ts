import { DEFAULT_LAYOUT, type BreezyhrLayout } from './breezyhr/account.js';
import type { FlatchrOptions } from './flatchr/account.js';
import type { WebhookTarget } from './hrflow/webhook.js';
import type { ApiName } from './http/call.js';
import type { FaultRule } from './http/faults.js';
import type { RateLimit } from './http/rate-limit.js';

/** Invented. Nobody's key, and plainly so. */
export const SANDBOX_API_KEY = 'sandbox-greenhouse-key-not-a-secret';
/** Invented. */
export const SANDBOX_FLATCHR_API_KEY = 'sandbox-flatchr-key-not-a-secret';
/** Invented. Shaped like Flatchr's: 16 letters and digits. */
export const SANDBOX_FLATCHR_COMPANY_ID = 'Sandb0xFlatchr16';
/** Invented, for Harvest v3. */
export const SANDBOX_CLIENT_ID = 'sandbox-greenhouse-client';
export const SANDBOX_CLIENT_SECRET = 'sandbox-greenhouse-client-secret-not-a-secret';
/** Invented. */
export const SANDBOX_JAZZHR_API_KEY = 'sandbox-jazzhr-key-not-a-secret';
/** Invented. Shaped like HrFlow's: `ask_` and 32 hex digits. */
export const SANDBOX_API_SECRET = 'ask_0123456789abcdef0123456789abcdef';
export const SANDBOX_API_USER = 'sandbox@example.com';
/** Invented. Shaped like HrFlow's: 40 hex digits. */
export const SANDBOX_SOURCE_KEY = '5a4db0c5a4db0c5a4db0c5a4db0c5a4db0c5a4db';
/** Invented. Shaped like HrFlow's: 40 hex digits. */
export const SANDBOX_BOARD_KEY = 'b0a4db0cb0a4db0cb0a4db0cb0a4db0cb0a4db0c';

/** Invented. */
export const SANDBOX_BREEZYHR_EMAIL = 'recruiter@example.com';
/** Invented. */
export const SANDBOX_BREEZYHR_PASSWORD = 'sandbox-breezyhr-password';
/** Invented. Starts as Breezy's personal access tokens do. */
export const SANDBOX_BREEZYHR_TOKEN = 'breezy_pat_sandbox_not_a_secret';

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
  readonly greenhouse?: GreenhouseOptions;
  readonly hrflow?: HrflowOptions;
  readonly flatchr?: FlatchrOptions;
  readonly jazzhr?: JazzhrOptions;
  readonly breezyhr?: BreezyhrOptions;
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

export interface GreenhouseOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** How many jobs Harvest holds. Default 120: several pages of v3. */
  readonly jobs?: number;
  /** Whether a new token ends the one before it. Default true. */
  readonly singleToken?: boolean;
}

export interface HrflowOptions {
  readonly apiSecret?: string;
  readonly apiUser?: string;
  readonly sourceKey?: string;
  readonly boardKey?: string;
  /** Whether the source parses files while the client waits. Default false. */
  readonly syncParsing?: boolean;
  /** Where to tell of parsed files whose upload asks for it (`webhook_parsing_sending`). Default: nowhere. */
  readonly webhook?: WebhookTarget;
  /** How long an asynchronous parsing takes, in milliseconds. Default 50. */
  readonly parsingDelayMs?: number;
}

export interface JazzhrOptions {
  readonly apiKey?: string;
  /** How many applicants JazzHR holds. Default 230: they fill three pages, with those who have two jobs. */
  readonly applicants?: number;
  /** Default 130, two pages. */
  readonly jobs?: number;
}

export interface BreezyhrOptions {
  readonly email?: string;
  readonly password?: string;
  /** `breezy_pat_…` */
  readonly personalToken?: string;
  /** The positions it holds, and how many candidates each has. Default: eight positions, 178 candidates. */
  readonly layout?: BreezyhrLayout;
}

/** Options with every default filled in. */
export type Settings = Required<
  Omit<SandboxOptions, 'breezyhr' | 'flatchr' | 'greenhouse' | 'held' | 'hrflow' | 'jazzhr'>
> & {
  readonly flatchr: Required<FlatchrOptions>;
  readonly greenhouse: Required<GreenhouseOptions>;
  readonly breezyhr: Required<BreezyhrOptions>;
  readonly hrflow: Required<Omit<HrflowOptions, 'webhook'>> & Pick<HrflowOptions, 'webhook'>;
  readonly jazzhr: Required<JazzhrOptions>;
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
    greenhouse: {
      clientId: SANDBOX_CLIENT_ID,
      clientSecret: SANDBOX_CLIENT_SECRET,
      jobs: 120,
      singleToken: true,
      ...options.greenhouse,
    },
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
    jazzhr: { apiKey: SANDBOX_JAZZHR_API_KEY, applicants: 230, jobs: 130, ...options.jazzhr },
    breezyhr: {
      email: SANDBOX_BREEZYHR_EMAIL,
      password: SANDBOX_BREEZYHR_PASSWORD,
      personalToken: SANDBOX_BREEZYHR_TOKEN,
      layout: DEFAULT_LAYOUT,
      ...options.breezyhr,
    },
  };
}
