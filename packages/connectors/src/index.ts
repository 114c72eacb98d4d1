export * from './kit/action.js';
export * from './kit/api.js';
export * from './kit/connector.js';
export * from './kit/entity.js';
export * from './kit/errors.js';
export type * from './kit/http/client.js';
export { isUsable, MemoryTokens, TOKEN_MARGIN_MS } from './kit/tokens.js';
export { openClient } from './kit/http/open.js';
export { closeConnections } from './kit/http/pool.js';
export * from './hrflow/credentials.js';
export { hrflowApi, hrflowOriginApi } from './hrflow/api.js';
export { archiveJobs, HrflowArchiveJobsParameters } from './hrflow/job/archive.js';
export { createJobs, HrflowCreateJobsParameters } from './hrflow/job/create.js';
export { HrflowJob } from './hrflow/job/schema.js';
export { HrflowUpdateJobsParameters, updateJobs } from './hrflow/job/update.js';
export { mergeItem } from './hrflow/merge.js';
export { archiveProfiles, HrflowArchiveProfilesParameters } from './hrflow/profile/archive.js';
export { createProfiles, HrflowCreateProfilesParameters } from './hrflow/profile/create.js';
export { hrflowProfiles, HrflowProfilesParameters } from './hrflow/profile/read.js';
export { HrflowProfile, type HrflowResume } from './hrflow/profile/schema.js';
export type * from './hrflow/profile/stored.js';
export { HrflowUpdateProfilesParameters, updateProfiles } from './hrflow/profile/update.js';
export { HrflowReference } from './hrflow/reference.js';
export { htmlToText } from './kit/html.js';
export type * from './greenhouse/candidate.js';
export { greenhouseApi, GreenhouseCredentials } from './greenhouse/api.js';
export { greenhouseCandidates, GreenhouseCandidatesParameters } from './greenhouse/candidates.js';
export { Greenhouse } from './greenhouse/connector.js';
export { formatCandidate } from './greenhouse/format.js';
export type * from './flatchr/applicants/applicant.js';
export { flatchrApi, flatchrCareersApi, FlatchrCredentials, flatchrFilesApi } from './flatchr/api.js';
export {
  FlatchrApplicantsParameters,
  FlatchrArchivedApplicantsParameters,
} from './flatchr/applicants/parameters.js';
export { flatchrApplicants, flatchrArchivedApplicants } from './flatchr/applicants/read.js';
export { Flatchr } from './flatchr/connector.js';
export { formatArchivedVacancy, formatFlatchrVacancy } from './flatchr/format/job.js';
export {
  formatCandidateReference,
  formatCandidateUpdate,
  formatNewCandidate,
} from './flatchr/format/outgoing.js';
export { formatArchivedApplicant, formatFlatchrApplicant } from './flatchr/format/profile.js';
export { archiveFlatchrCandidates, FlatchrArchiveProfilesParameters } from './flatchr/outgoing/archive.js';
export {
  FlatchrCandidateReference,
  FlatchrCandidateUpdate,
  FlatchrNewCandidate,
} from './flatchr/outgoing/candidate.js';
export { createFlatchrCandidates, FlatchrCreateProfilesParameters } from './flatchr/outgoing/create.js';
export { FlatchrUpdateProfilesParameters, updateFlatchrCandidates } from './flatchr/outgoing/update.js';
export {
  FlatchrArchivedVacanciesParameters,
  flatchrArchivedVacancies,
} from './flatchr/vacancies/archived.js';
export { flatchrVacancies, FlatchrVacanciesParameters } from './flatchr/vacancies/read.js';
export type * from './flatchr/vacancies/vacancy.js';
export { connectors } from './connectors.js';
