import { setMaxListeners } from 'node:events';
import { BreezyhrAccount } from './breezyhr/account.js';
import { BreezyhrApi } from './breezyhr/api.js';
import { ACME } from './breezyhr/companies.js';
import { controlOf } from './control/routes.js';
import { FlatchrAccount } from './flatchr/account.js';
import { FlatchrApi } from './flatchr/api.js';
import { FlatchrCareersApi } from './flatchr/careers.js';
import type { Candidate, CandidatePatch } from './greenhouse/candidate.js';
import { CandidateGenerator } from './greenhouse/generator.js';
import { GreenhouseDouble } from './greenhouse/greenhouse.js';
import { Access } from './hrflow/access.js';
import { HrflowApi } from './hrflow/api.js';
import type { Job } from './hrflow/job.js';
import { ParsingQueue } from './hrflow/parsing-queue.js';
import type { Profile } from './hrflow/profile.js';
import { HrflowTeam, type NewProfile } from './hrflow/team.js';
import type { Source } from './hrflow/source.js';
import { Webhooks } from './hrflow/webhook.js';
import type { Api } from './http/api.js';
import { JazzhrAccount } from './jazzhr/account.js';
import { JazzhrApi } from './jazzhr/api.js';
import type { ApiName } from './http/call.js';
import { Faults, type FaultCount, type FaultRule } from './http/faults.js';
import { Gateway } from './http/gateway.js';
import { FixedWindow } from './http/rate-limit.js';
import { SandboxServer } from './http/server.js';
import { settingsOf, type SandboxOptions, type Settings } from './options.js';
import { RecordBooks, type Records, type RecordsSummary } from './records/records.js';

/** A running sandbox, in the process that started it. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`; {@link connectSandbox} takes it from another process. */
  readonly url: string;
  /** Value for `GREENHOUSE_API_URL`; the APIs lie below `/v1/` and `/v3/`. */
  readonly greenhouseUrl: string;
  /** Value for `HRFLOW_API_URL`; the API lies below `/v1/`. */
  readonly hrflowUrl: string;
  /** What Flatchr holds, and what was done to it. */
  readonly flatchr: FlatchrAccount;
  /** What JazzHR holds; the API lies below `JAZZHR_API_URL`, `/v1/`. */
  readonly jazzhr: JazzhrAccount;
  /** What Breezy HR holds; the API lies below `BREEZYHR_API_URL`, `/v3/`. */
  readonly breezyhr: BreezyhrAccount;
  /** Base URLs and credentials, under the names that workflows and deployables read. */
  readonly environment: Readonly<Record<SandboxVariable, string>>;
  readonly records: Records;
  /** The account as one JSON document. */
  summary(options?: { items?: boolean }): RecordsSummary;
  /** What HrFlow holds under this reference, in the source of the environment unless another is named. */
  profile(reference: string, sourceKey?: string): Profile | undefined;
  /** Every profile HrFlow holds: written ones first, then those held from the start. */
  profiles(): Iterable<Profile>;
  /** Puts a profile into HrFlow as if another client had, and returns its key. */
  addProfile(content: NewProfile, sourceKey?: string): string;
  /** What HrFlow holds under this reference, on the board of the environment unless another is named. */
  job(reference: string, boardKey?: string): Job | undefined;
  /** Every job HrFlow holds, in the order they came. */
  jobs(): Iterable<Job>;
  /** A further source of the team, empty. */
  addSource(source: Source): void;
  /** A further board of the team, empty. */
  addBoard(key: string): void;
  /** Sources or boards that exist, and that the team's key may not use. */
  addKeysOfOtherTeam(...keys: readonly string[]): void;
  /** Jobs, tokens and scopes of Greenhouse. */
  readonly greenhouse: Omit<GreenhouseDouble, 'apis' | 'population'>;
  /** What Harvest holds, by id. Generated as it is walked through. */
  candidates(): Iterable<Candidate>;
  candidate(id: number): Candidate | undefined;
  /** Makes Harvest hold exactly this many candidates. */
  setCandidates(count: number): void;
  /** Adds candidates that were created just now and that HrFlow doesn't know. */
  addCandidates(count: number): Candidate[];
  /** Changes a candidate and, unless the patch names it, its `updated_at`. */
  updateCandidate(id: number, patch: CandidatePatch): Candidate | undefined;
  /**
   * From now on HrFlow answers 400 to every write of these items, except archiving. A profile goes by its
   * reference, a job by `job/<reference>`: {@link jobItem}.
   */
  reject(references: readonly string[], message?: string): void;
  accept(references: readonly string[]): void;
  /** The references rejected at present. */
  rejected(): string[];
  addFault(rule: FaultRule): void;
  clearFaults(): void;
  /** How often each rule has matched and hit. */
  faults(): FaultCount[];
  /** Ends every connection and everything queued. */
  close(): Promise<void>;
}

export type SandboxVariable =
  | 'GREENHOUSE_API_URL'
  | 'GREENHOUSE_API_KEY'
  | 'FLATCHR_API_URL'
  | 'FLATCHR_CAREERS_URL'
  | 'FLATCHR_API_KEY'
  | 'FLATCHR_COMPANY_ID'
  | 'FLATCHR_VACANCY_SLUG'
  | 'GREENHOUSE_AUTH_URL'
  | 'GREENHOUSE_CLIENT_ID'
  | 'GREENHOUSE_CLIENT_SECRET'
  | 'GREENHOUSE_USER_ID'
  | 'JAZZHR_API_URL'
  | 'JAZZHR_API_KEY'
  | 'BREEZYHR_API_URL'
  | 'BREEZYHR_EMAIL'
  | 'BREEZYHR_PASSWORD'
  | 'BREEZYHR_COMPANY_NAME'
  | 'BREEZYHR_POSITION_ID'
  | 'HRFLOW_API_URL'
  | 'HRFLOW_API_SECRET'
  | 'HRFLOW_API_USER'
  | 'HRFLOW_SOURCE_KEY'
  | 'HRFLOW_BOARD_KEY';

/** Starts the doubles of all systems on one loopback port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = settingsOf(options);
  const server = new SandboxServer();
  const url = await server.listen(settings.port);
  const sandbox = new RunningSandbox(url, settings, server);
  const { gateway, apis } = sandbox;
  server.open({ gateway, apis: Object.values(apis), control: controlOf(sandbox) });
  return sandbox;
}

class RunningSandbox implements Sandbox {
  readonly greenhouseUrl: string;
  readonly hrflowUrl: string;
  readonly environment: Sandbox['environment'];
  readonly records: RecordBooks;
  readonly gateway: Gateway;
  readonly apis: GreenhouseDouble['apis'] & {
    readonly jazzhr: Api;
    readonly breezyhr: Api;
    readonly flatchr: Api;
    readonly flatchrCareers: Api;
    readonly hrflow: HrflowApi;
  };
  readonly flatchr: FlatchrAccount;
  readonly greenhouse: GreenhouseDouble;
  readonly jazzhr: JazzhrAccount;
  readonly breezyhr: BreezyhrAccount;
  readonly #faults: Faults;
  readonly #team: HrflowTeam;
  readonly #parsings: ParsingQueue;
  readonly #webhooks: Webhooks;
  readonly #closing = new AbortController();

  constructor(
    readonly url: string,
    settings: Settings,
    private readonly server: SandboxServer,
  ) {
    const { seed, hrflow } = settings;
    this.greenhouseUrl = `${url}/greenhouse`;
    this.hrflowUrl = `${url}/hrflow`;
    this.breezyhr = new BreezyhrAccount(seed, settings.breezyhr, settings.breezyhr.layout);
    this.flatchr = new FlatchrAccount(seed, settings.flatchr);
    this.records = new RecordBooks(settings.keepRequests);
    this.#faults = new Faults(settings.faults);
    this.jazzhr = new JazzhrAccount(seed, `${url}/files`, settings.jazzhr);
    const source = { key: hrflow.sourceKey, syncParsing: hrflow.syncParsing };
    this.#team = new HrflowTeam(source, hrflow.boardKey, seed, settings.held, settings.keepBodies);
    this.#parsings = new ParsingQueue(hrflow.parsingDelayMs);
    this.#webhooks = new Webhooks(hrflow.webhook);
    const { ledger, log } = this.records;
    const { sources, boards } = this.#team;
    const generator = new CandidateGenerator(seed, `${url}/files`);
    this.greenhouse = new GreenhouseDouble({ ...settings, ...settings.greenhouse }, generator, ledger);
    this.environment = this.#environmentOf(settings);
    const access = new Access(hrflow.apiSecret, hrflow.apiUser);
    this.apis = {
      ...this.greenhouse.apis,
      jazzhr: new JazzhrApi(settings.jazzhr.apiKey, this.jazzhr, ledger),
      breezyhr: new BreezyhrApi(this.breezyhr, ledger, `${url}/files`),
      flatchr: new FlatchrApi(this.flatchr, ledger),
      flatchrCareers: new FlatchrCareersApi(this.flatchr),
      hrflow: new HrflowApi({
        access,
        sources,
        boards,
        ledger,
        parsings: this.#parsings,
        webhooks: this.#webhooks,
      }),
    };
    const { latencyMs } = settings;
    // Every answer held back listens to it, hundreds at once.
    setMaxListeners(0, this.#closing.signal);
    const windows = windowsOf(settings);
    this.gateway = new Gateway({
      log,
      faults: this.#faults,
      latencyMs,
      windows,
      signal: this.#closing.signal,
    });
  }

  summary({ items = true }: { items?: boolean } = {}): RecordsSummary {
    return {
      totals: this.records.totals(),
      requests: this.records.tallies(),
      faults: this.faults(),
      pendingParsings: this.#parsings.pending,
      ...(items && { items: Object.fromEntries(this.records.items()) }),
    };
  }

  profile = (reference: string, sourceKey?: string): Profile | undefined =>
    this.#team.profile(reference, sourceKey);
  profiles = (): Iterable<Profile> => this.#team.profiles();
  addProfile = (content: NewProfile, sourceKey?: string): string => this.#team.addProfile(content, sourceKey);
  job = (reference: string, boardKey?: string): Job | undefined => this.#team.job(reference, boardKey);
  jobs = (): Iterable<Job> => this.#team.jobs();
  addSource = (source: Source): void => this.#team.addSource(source);
  addBoard = (key: string): void => this.#team.addBoard(key);
  addKeysOfOtherTeam = (...keys: readonly string[]): void => this.#team.addKeysOfOtherTeam(keys);
  candidates = (): Iterable<Candidate> => this.greenhouse.population;
  candidate = (id: number): Candidate | undefined => this.greenhouse.population.find(id);
  setCandidates = (count: number): void => this.greenhouse.population.resize(count);
  addCandidates = (count: number): Candidate[] => this.greenhouse.population.add(count, Date.now());
  updateCandidate = (id: number, patch: CandidatePatch): Candidate | undefined =>
    this.greenhouse.population.update(id, patch, Date.now());
  reject = (references: readonly string[], message?: string): void =>
    this.apis.hrflow.rejections.add(references, message);
  accept = (references: readonly string[]): void => this.apis.hrflow.rejections.remove(references);
  rejected = (): string[] => this.apis.hrflow.rejections.items();
  addFault = (rule: FaultRule): void => this.#faults.add(rule);
  clearFaults = (): void => this.#faults.clear();
  faults = (): FaultCount[] => this.#faults.counts();

  async close(): Promise<void> {
    this.#closing.abort();
    this.#parsings.close();
    await this.#webhooks.close();
    await this.server.close();
  }

  /** One that takes candidates and is read in a moment: the published one with the fewest, but some. */
  #smallPosition(): string {
    const counted = this.breezyhr
      .positions('published')
      .map(({ _id }) => ({ _id, count: this.breezyhr.candidates(_id).length }))
      .sort((a, b) => a.count - b.count);
    return (counted.find(({ count }) => count > 0) ?? counted[0])?._id ?? '';
  }

  #environmentOf({
    apiKey,
    breezyhr,
    flatchr,
    greenhouse,
    hrflow,
    jazzhr,
  }: Settings): Sandbox['environment'] {
    return {
      GREENHOUSE_API_URL: this.greenhouseUrl,
      GREENHOUSE_API_KEY: apiKey,
      GREENHOUSE_AUTH_URL: `${this.url}/greenhouse-auth`,
      GREENHOUSE_CLIENT_ID: greenhouse.clientId,
      GREENHOUSE_CLIENT_SECRET: greenhouse.clientSecret,
      GREENHOUSE_USER_ID: this.greenhouse.userId,
      JAZZHR_API_URL: `${this.url}/jazzhr`,
      JAZZHR_API_KEY: jazzhr.apiKey,
      FLATCHR_API_URL: `${this.url}/flatchr`,
      FLATCHR_CAREERS_URL: `${this.url}/flatchr-careers`,
      FLATCHR_API_KEY: flatchr.apiKey,
      FLATCHR_COMPANY_ID: flatchr.companyId,
      FLATCHR_VACANCY_SLUG: this.flatchr.vacancies[0]?.slug ?? '',
      BREEZYHR_API_URL: `${this.url}/breezyhr`,
      BREEZYHR_EMAIL: breezyhr.email,
      BREEZYHR_PASSWORD: breezyhr.password,
      BREEZYHR_COMPANY_NAME: ACME.name,
      BREEZYHR_POSITION_ID: this.#smallPosition(),
      HRFLOW_API_URL: this.hrflowUrl,
      HRFLOW_API_SECRET: hrflow.apiSecret,
      HRFLOW_API_USER: hrflow.apiUser,
      HRFLOW_SOURCE_KEY: hrflow.sourceKey,
      HRFLOW_BOARD_KEY: hrflow.boardKey,
    };
  }
}

function windowsOf({ rateLimit }: Settings): { [Name in ApiName]?: FixedWindow } {
  const windows = Object.entries(rateLimit).map(([name, limit]) => [name, new FixedWindow(limit)] as const);
  return Object.fromEntries(windows);
}
