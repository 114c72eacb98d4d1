import { archiveJobs } from '../hrflow/job/archive.js';
import { createJobs } from '../hrflow/job/create.js';
import { updateJobs } from '../hrflow/job/update.js';
import { archiveProfiles } from '../hrflow/profile/archive.js';
import { createProfiles } from '../hrflow/profile/create.js';
import { hrflowProfiles } from '../hrflow/profile/read.js';
import { updateProfiles } from '../hrflow/profile/update.js';
import { defineConnector, inbound, outbound } from '../kit/connector.js';
import { JazzhrCredentials } from './api.js';
import { jazzhrApplicants, jazzhrRejectedApplicants } from './applicants.js';
import { createJazzhrApplicants } from './create.js';
import { formatJazzhrApplicant } from './format-applicant.js';
import { formatJazzhrJob } from './format-job.js';
import { formatJazzhrNewApplicant } from './format-profile.js';
import { formatReference } from './format-reference.js';
import { jazzhrEndedJobs, jazzhrJobs } from './jobs.js';
import { exportedApplicant, jazzhrSource } from './webhook.js';

const events = { source: jazzhrSource, parse: exportedApplicant };

/** JazzHR, over the Resumator API v1. */
export const JazzHR = defineConnector({
  name: 'JazzHR',
  subtype: 'jazzhr',
  type: 'ATS',
  description:
    'JazzHR is a powerful, user-friendly, applicant tracking system that is purpose-built to help businesses exceed their recruiting goals.',
  url: 'https://www.jazzhr.com',
  credentials: JazzhrCredentials,
  actions: {
    create_jobs_in_hrflow: inbound({
      mode: 'create',
      entity: 'job',
      description: "Send **created** 'job(s)' _from_ JazzHR _to_ HrFlow",
      origin: jazzhrJobs,
      target: createJobs,
      format: formatJazzhrJob,
    }),
    update_jobs_in_hrflow: inbound({
      mode: 'update',
      entity: 'job',
      description: "Send **updated** 'job(s)' _from_ JazzHR _to_ HrFlow",
      origin: jazzhrJobs,
      target: updateJobs,
      format: formatJazzhrJob,
    }),
    archive_jobs_in_hrflow: inbound({
      mode: 'archive',
      entity: 'job',
      description:
        "Send **archived** 'job(s)' _from_ JazzHR _to_ HrFlow\n\nArchived are jobs with the status Filled, Cancelled or Closed, or the one of them that `status` names; never one that is open, on hold, approved, waiting for approval or being drafted.",
      origin: jazzhrEndedJobs,
      target: archiveJobs,
      format: formatReference,
    }),
    create_profiles_in_hrflow: inbound({
      mode: 'create',
      entity: 'profile',
      description:
        "Send **created** 'profile(s)' _from_ JazzHR _to_ HrFlow\n\nThe résumé comes as a file where JazzHR's API key opens it, else as the text that JazzHR parsed; the tag `jazzhr_resume` says which (`file`, `text`, `unavailable`, `none`). Each applicant takes one request, or two with a résumé, of which JazzHR allows about 80 a minute.",
      origin: jazzhrApplicants,
      target: createProfiles,
      format: formatJazzhrApplicant,
      events,
    }),
    update_profiles_in_hrflow: inbound({
      mode: 'update',
      entity: 'profile',
      description:
        "Send **updated** 'profile(s)' _from_ JazzHR _to_ HrFlow\n\nThe résumé comes as a file where JazzHR's API key opens it, else as the text that JazzHR parsed; the tag `jazzhr_resume` says which (`file`, `text`, `unavailable`, `none`). Each applicant takes one request, or two with a résumé, of which JazzHR allows about 80 a minute.",
      origin: jazzhrApplicants,
      target: updateProfiles,
      format: formatJazzhrApplicant,
      events,
    }),
    archive_profiles_in_hrflow: inbound({
      mode: 'archive',
      entity: 'profile',
      description:
        "Send **archived** 'profile(s)' _from_ JazzHR _to_ HrFlow\n\nArchived are applicants whose workflow status is the one that `status` names, for every job they applied to; never one who is in another for some job. JazzHR itself does not tell which status means rejected, so it is required.",
      origin: jazzhrRejectedApplicants,
      target: archiveProfiles,
      format: formatReference,
    }),
    create_profiles_in_jazzhr: outbound({
      mode: 'create',
      entity: 'profile',
      description:
        "Send **created** 'profile(s)' _from_ HrFlow _to_ JazzHR\n\nAn applicant whom JazzHR holds already, by name and e-mail, is left as they are. A new one can be read in JazzHR after some seconds only, and until then an interrupted push that is repeated would enter them twice.",
      origin: hrflowProfiles,
      target: createJazzhrApplicants,
      format: formatJazzhrNewApplicant,
    }),
  },
});
