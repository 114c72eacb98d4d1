export {
  type BreezyhrAccount,
  type BreezyhrCandidatePatch,
  type BreezyhrLayout,
  type BreezyhrPositionPatch,
} from './breezyhr/account.js';
export { BREEZYHR_RATE_LIMIT } from './breezyhr/api.js';
export type * from './breezyhr/records.js';
export { connectSandbox, type RemoteSandbox } from './control/client.js';
export { FlatchrAccount, type FlatchrCvAnswer, type FlatchrOptions } from './flatchr/account.js';
export type {
  FlatchrApplicantPatch,
  FlatchrApplicantRecord,
  FlatchrCreation,
  FlatchrCvShape,
  FlatchrMeta,
  FlatchrRow,
  FlatchrVacancyRecord,
} from './flatchr/records.js';
export { GREENHOUSE_RATE_LIMIT } from './greenhouse/api.js';
export type { Candidate, CandidatePatch } from './greenhouse/candidate.js';
export type { GreenhouseDouble } from './greenhouse/greenhouse.js';
export { DISCARD_TAG, JOB_IDS } from './greenhouse/generator.js';
export type { Job, JobContent } from './hrflow/job.js';
export type {
  Job as GreenhouseJob,
  JobPatch as GreenhouseJobPatch,
  JobPost as GreenhouseJobPost,
} from './greenhouse/jobs/job.js';
export { GREENHOUSE_V3_RATE_LIMIT } from './greenhouse/v3/api.js';
export type { Profile, ProfileContent } from './hrflow/profile.js';
export { JazzhrAccount, type JazzhrCreatedApplicant, type JazzhrNothing } from './jazzhr/account.js';
export { JAZZHR_RATE_LIMIT } from './jazzhr/api.js';
export {
  JAZZHR_REJECTED_STEP,
  type JazzhrApplicantRecord,
  type JazzhrApplicationRecord,
  type JazzhrFileRecord,
  type JazzhrJobRecord,
} from './jazzhr/records.js';
export type { NewProfile } from './hrflow/team.js';
export type { Fault, FaultCount, FaultRule } from './http/faults.js';
export type { RateLimit } from './http/rate-limit.js';
export {
  SANDBOX_API_KEY,
  SANDBOX_API_SECRET,
  SANDBOX_API_USER,
  SANDBOX_FLATCHR_API_KEY,
  SANDBOX_FLATCHR_COMPANY_ID,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_JAZZHR_API_KEY,
  SANDBOX_BOARD_KEY,
  SANDBOX_SOURCE_KEY,
  type GreenhouseOptions,
  SANDBOX_BREEZYHR_EMAIL,
  SANDBOX_BREEZYHR_PASSWORD,
  SANDBOX_BREEZYHR_TOKEN,
  type BreezyhrOptions,
  type HrflowOptions,
  type JazzhrOptions,
  type SandboxOptions,
} from './options.js';
export { jobItem, type ItemRecord, type ItemTotals } from './records/items.js';
export type { Records, RecordsSummary } from './records/records.js';
export type { RequestFilter, RequestRecord, RequestTally } from './records/requests.js';
export { startSandbox, type Sandbox, type SandboxVariable } from './sandbox.js';
