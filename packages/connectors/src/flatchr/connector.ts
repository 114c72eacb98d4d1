import { archiveJobs } from '../hrflow/job/archive.js';
import { createJobs } from '../hrflow/job/create.js';
import { updateJobs } from '../hrflow/job/update.js';
import { archiveProfiles } from '../hrflow/profile/archive.js';
import { createProfiles } from '../hrflow/profile/create.js';
import { hrflowProfiles } from '../hrflow/profile/read.js';
import { updateProfiles } from '../hrflow/profile/update.js';
import { defineConnector, inbound, outbound } from '../kit/connector.js';
import { FlatchrCredentials } from './api.js';
import { flatchrApplicants, flatchrArchivedApplicants } from './applicants/read.js';
import { formatArchivedVacancy, formatFlatchrVacancy } from './format/job.js';
import { formatCandidateReference, formatCandidateUpdate, formatNewCandidate } from './format/outgoing.js';
import { formatArchivedApplicant, formatFlatchrApplicant } from './format/profile.js';
import { archiveFlatchrCandidates } from './outgoing/archive.js';
import { createFlatchrCandidates } from './outgoing/create.js';
import { updateFlatchrCandidates } from './outgoing/update.js';
import { flatchrArchivedVacancies } from './vacancies/archived.js';
import { flatchrVacancies } from './vacancies/read.js';
import { applicantEvent } from './webhook.js';

const events = { parse: applicantEvent };

const jobsToHrflow = {
  create_jobs_in_hrflow: inbound({
    mode: 'create',
    entity: 'job',
    description: "Send **created** 'job(s)' _from_ Flatchr _to_ HrFlow",
    origin: flatchrVacancies,
    target: createJobs,
    format: formatFlatchrVacancy,
  }),
  update_jobs_in_hrflow: inbound({
    mode: 'update',
    entity: 'job',
    description: "Send **updated** 'job(s)' _from_ Flatchr _to_ HrFlow",
    origin: flatchrVacancies,
    target: updateJobs,
    format: formatFlatchrVacancy,
  }),
  archive_jobs_in_hrflow: inbound({
    mode: 'archive',
    entity: 'job',
    description:
      "Send **archived** 'job(s)' _from_ Flatchr _to_ HrFlow. Archives vacancies that `archived_by` selects, by their status or their end date, and no others; it refuses to run without it, because Flatchr does not document which statuses are archived",
    origin: flatchrArchivedVacancies,
    target: archiveJobs,
    format: formatArchivedVacancy,
  }),
};

const profilesToHrflow = {
  create_profiles_in_hrflow: inbound({
    mode: 'create',
    entity: 'profile',
    description: "Send **created** 'profile(s)' _from_ Flatchr _to_ HrFlow",
    origin: flatchrApplicants,
    target: createProfiles,
    format: formatFlatchrApplicant,
    events,
  }),
  update_profiles_in_hrflow: inbound({
    mode: 'update',
    entity: 'profile',
    description: "Send **updated** 'profile(s)' _from_ Flatchr _to_ HrFlow",
    origin: flatchrApplicants,
    target: updateProfiles,
    format: formatFlatchrApplicant,
    events,
  }),
  archive_profiles_in_hrflow: inbound({
    mode: 'archive',
    entity: 'profile',
    description:
      "Send **archived** 'profile(s)' _from_ Flatchr _to_ HrFlow. Archives candidates whose `status` is 0 (archived) and no others",
    origin: flatchrArchivedApplicants,
    target: archiveProfiles,
    format: formatArchivedApplicant,
  }),
};

const profilesToFlatchr = {
  create_profiles_in_flatchr: outbound({
    mode: 'create',
    entity: 'profile',
    description: "Send **created** 'profile(s)' _from_ HrFlow _to_ Flatchr",
    origin: hrflowProfiles,
    target: createFlatchrCandidates,
    format: formatNewCandidate,
  }),
  update_profiles_in_flatchr: outbound({
    mode: 'update',
    entity: 'profile',
    description: "Send **updated** 'profile(s)' _from_ HrFlow _to_ Flatchr",
    origin: hrflowProfiles,
    target: updateFlatchrCandidates,
    format: formatCandidateUpdate,
  }),
  archive_profiles_in_flatchr: outbound({
    mode: 'archive',
    entity: 'profile',
    description: "Send **archived** 'profile(s)' _from_ HrFlow _to_ Flatchr",
    origin: hrflowProfiles,
    target: archiveFlatchrCandidates,
    format: formatCandidateReference,
  }),
};

/** Flatchr, of production or of its demo environment. */
export const Flatchr = defineConnector({
  name: 'Flatchr',
  subtype: 'flatchr',
  type: 'ATS',
  description:
    "Avec le digital, recruter est devenu beaucoup plus compliqué qu'avant. Flatchr centralise et simplifie vos processus de recrutement pour le rendre aussi simple que télécharger un film sur Netflix.",
  url: 'https://www.flatchr.io/',
  credentials: FlatchrCredentials,
  actions: { ...profilesToHrflow, ...profilesToFlatchr, ...jobsToHrflow },
});
