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
export { DISCARD_TAG, JOB_IDS } from './greenhouse/generator.js';
export type { Job, JobContent } from './hrflow/job.js';
export type { Profile, ProfileContent } from './hrflow/profile.js';
export type { NewProfile } from './hrflow/team.js';
export type { Fault, FaultCount, FaultRule } from './http/faults.js';
export type { RateLimit } from './http/rate-limit.js';
export {
  SANDBOX_API_KEY,
  SANDBOX_API_SECRET,
  SANDBOX_API_USER,
  SANDBOX_FLATCHR_API_KEY,
  SANDBOX_FLATCHR_COMPANY_ID,
  SANDBOX_BOARD_KEY,
  SANDBOX_SOURCE_KEY,
  type HrflowOptions,
  type SandboxOptions,
} from './options.js';
export { jobItem, type ItemRecord, type ItemTotals } from './records/items.js';
export type { Records, RecordsSummary } from './records/records.js';
export type { RequestFilter, RequestRecord, RequestTally } from './records/requests.js';
export { startSandbox, type Sandbox, type SandboxVariable } from './sandbox.js';
