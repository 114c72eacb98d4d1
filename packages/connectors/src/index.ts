export * from './kit/action.js';
export * from './kit/api.js';
export * from './kit/connector.js';
export * from './kit/entity.js';
export * from './kit/errors.js';
export type * from './kit/webhook/event.js';
export * from './kit/webhook/generic.js';
export type * from './kit/http/client.js';
export { rewriteErrorTexts } from './kit/secrets/error-texts.js';
export { KnownSecrets } from './kit/secrets/known-secrets.js';
export { Secret } from './kit/secrets/secret.js';
export { isUsable, MemoryTokens, TOKEN_MARGIN_MS } from './kit/tokens.js';
export { openClient } from './kit/http/open.js';
export { reach } from './kit/http/reach.js';
export { postJson, type PostOptions } from './kit/http/post.js';
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
export { hrflowSource, profileEvent } from './hrflow/webhook.js';
export { HrflowProfile, type HrflowResume } from './hrflow/profile/schema.js';
export type * from './hrflow/profile/stored.js';
export { HrflowUpdateProfilesParameters, updateProfiles } from './hrflow/profile/update.js';
export { HrflowReference } from './hrflow/reference.js';
export { htmlToText } from './kit/html.js';
export type * from './greenhouse/candidate.js';
export type * from './greenhouse/job.js';
export { greenhouseApi, greenhouseAuthApi, greenhouseV3Api } from './greenhouse/api.js';
export { GreenhouseCredentials } from './greenhouse/credentials.js';
export { GreenhouseCandidatesParameters } from './greenhouse/candidate-parameters.js';
export { greenhouseCandidates, greenhouseRejectedCandidates } from './greenhouse/candidates.js';
export { Greenhouse } from './greenhouse/connector.js';
export { candidateEvent, greenhouseSource } from './greenhouse/webhook.js';
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
export { formatJob } from './greenhouse/job-format.js';
export { GreenhouseClosedJobsParameters, GreenhouseJobsParameters } from './greenhouse/job-parameters.js';
export { greenhouseClosedJobs, greenhouseJobs } from './greenhouse/jobs.js';
export { archiveCandidates } from './greenhouse/outbound/archive.js';
export { createCandidates } from './greenhouse/outbound/create.js';
export { greenhouseCandidateOf, greenhouseIdentityOf } from './greenhouse/outbound/format.js';
export { GreenhouseCandidateIdentity, GreenhouseCandidateItem } from './greenhouse/outbound/item.js';
export {
  GreenhouseArchiveProfilesParameters,
  GreenhouseCreateProfilesParameters,
  GreenhouseUpdateProfilesParameters,
} from './greenhouse/outbound/parameters.js';
export { updateCandidates } from './greenhouse/outbound/update.js';
export type * from './jazzhr/applicant.js';
export type { JazzhrJob } from './jazzhr/job.js';
export { jazzhrApi, JazzhrCredentials } from './jazzhr/api.js';
export {
  jazzhrApplicants,
  JazzhrApplicantsParameters,
  jazzhrRejectedApplicants,
  JazzhrRejectedApplicantsParameters,
} from './jazzhr/applicants.js';
export { JazzHR } from './jazzhr/connector.js';
export { createJazzhrApplicants, JazzhrCreateApplicantsParameters } from './jazzhr/create.js';
export { formatJazzhrApplicant } from './jazzhr/format-applicant.js';
export { formatJazzhrJob } from './jazzhr/format-job.js';
export { formatJazzhrNewApplicant } from './jazzhr/format-profile.js';
export {
  jazzhrEndedJobs,
  JazzhrEndedJobsParameters,
  jazzhrJobs,
  JazzhrJobsParameters,
} from './jazzhr/jobs.js';
export { JazzhrNewApplicant } from './jazzhr/new-applicant.js';
export { breezyhrApi } from './breezyhr/api.js';
export {
  breezyhrArchivedCandidates,
  BreezyhrArchivedCandidatesParameters,
} from './breezyhr/archived-candidates.js';
export type * from './breezyhr/candidate.js';
export { BreezyhrCandidateInput } from './breezyhr/candidate-input.js';
export { breezyhrCandidates, BreezyhrCandidatesParameters } from './breezyhr/candidates.js';
export { BreezyHR } from './breezyhr/connector.js';
export { BreezyhrCreateProfilesParameters, createBreezyhrCandidates } from './breezyhr/create.js';
export { BreezyhrCredentials } from './breezyhr/credentials.js';
export { formatBreezyhrCandidate } from './breezyhr/format-candidate.js';
export { formatBreezyhrPosition, formatBreezyhrReference } from './breezyhr/format-position.js';
export { formatBreezyhrProfile } from './breezyhr/format-profile.js';
export type * from './breezyhr/position.js';
export {
  breezyhrEndedPositions,
  BreezyhrEndedPositionsParameters,
  breezyhrPositions,
  BreezyhrPositionsParameters,
} from './breezyhr/positions.js';
export { BreezyhrUpdateProfilesParameters, updateBreezyhrCandidates } from './breezyhr/update.js';
export { connectors } from './connectors.js';
export { EVENT_SOURCES } from './sources.js';
