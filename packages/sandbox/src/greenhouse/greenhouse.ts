import type { Api } from '../http/api.js';
import type { ItemLedger } from '../records/items.js';
import { GreenhouseApi } from './api.js';
import type { CandidateGenerator } from './generator.js';
import type { Job, JobPatch, JobPost } from './jobs/job.js';
import { Jobs } from './jobs/population.js';
import { Population } from './population.js';
import { GreenhouseV3Api } from './v3/api.js';
import { GreenhouseAuthApi } from './v3/auth.js';
import type { OptionKey } from './v3/options.js';
import { V3Records } from './v3/records.js';
import { Tokens } from './v3/tokens.js';
import { People } from './writes/people.js';
import { USERS } from './writes/users.js';
import { V1Writes } from './writes/v1.js';
import { V3Writes } from './writes/v3.js';

/** What the doubles of Greenhouse need to know. */
export interface GreenhouseSettings {
  readonly apiKey: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly candidates: number;
  readonly jobs: number;
  readonly seed: number;
  /** Whether a new token ends the one before it. */
  readonly singleToken: boolean;
}

/** Harvest v1 and v3 and where v3's tokens come from: one Greenhouse with the same people and jobs. */
export class GreenhouseDouble {
  readonly population: Population;
  /** A user who may be acted for. */
  readonly userId = String(USERS[0]?.id);
  readonly apis: { readonly greenhouse: Api; readonly greenhouse_v3: Api; readonly greenhouse_auth: Api };
  readonly #jobs: Jobs;
  readonly #tokens: Tokens;
  readonly #records: V3Records;
  readonly #people: People;

  constructor(settings: GreenhouseSettings, generator: CandidateGenerator, ledger: ItemLedger) {
    const { apiKey, clientId, clientSecret } = settings;
    this.population = new Population(generator, settings.candidates);
    this.#jobs = new Jobs(settings.seed, settings.jobs);
    this.#tokens = new Tokens(settings.singleToken);
    this.#people = new People(this.population, this.#jobs, ledger, generator.filesUrl);
    this.#records = new V3Records(this.population, this.#jobs, this.#people);
    const { options } = this.#records;
    const writes = { v1: new V1Writes(this.#people, options), v3: new V3Writes(this.#people, options) };
    this.apis = {
      greenhouse: new GreenhouseApi(apiKey, this.population, this.#jobs, ledger, this.#people, writes.v1),
      greenhouse_v3: new GreenhouseV3Api(this.#tokens, this.#records, ledger, writes.v3),
      greenhouse_auth: new GreenhouseAuthApi(clientId, clientSecret, this.#tokens),
    };
  }

  /** What Harvest holds, by id. Generated as it is walked through. */
  jobs = (): Iterable<Job> => this.#jobs;
  job = (id: number): Job | undefined => this.#jobs.find(id);
  /** All posts of a job, deleted ones among them. */
  jobPosts = (id: number): readonly JobPost[] => this.#jobs.posts(id);
  /** Makes Harvest hold exactly this many jobs. */
  setJobs = (count: number): void => this.#jobs.resize(count);
  /** Changes a job and, unless the patch names it, its `updated_at`. */
  updateJob = (id: number, patch: JobPatch): Job | undefined => this.#jobs.update(id, patch, Date.now());
  /** From now on v3 lists these candidates as a message alone, until they are finished. */
  startWorkingOn = (...ids: readonly number[]): void => ids.forEach((id) => this.#records.unfinished.add(id));
  finishWorkingOn = (...ids: readonly number[]): void =>
    ids.forEach((id) => this.#records.unfinished.delete(id));
  /** Adds a name to the schools, degrees or disciplines that an education can have. */
  addOption = (key: OptionKey, name: string): void => this.#records.options.add(key, name);
  /** How many candidates were created over either API. */
  candidatesCreated = (): number => this.#people.created;
  /** From now on a new candidate shows only after it was looked for in vain so many times. */
  delayCreation = (looks: number): void => this.#people.delayCreation(looks);
  /** How many tokens were given out. */
  tokensIssued = (): number => this.#tokens.minted;
  /** Ends all tokens, as if somebody else had signed in. */
  revokeTokens = (): void => this.#tokens.revoke();
  /** Tokens given out from now on have these scopes only, e.g. `harvest:candidates:list`; without any, all. */
  limitScopes = (...scopes: readonly string[]): void => {
    this.#tokens.scopes = scopes.length === 0 ? undefined : new Set(scopes);
  };
}
