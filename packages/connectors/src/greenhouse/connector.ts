import { archiveJobs } from '../hrflow/job/archive.js';
import { createJobs } from '../hrflow/job/create.js';
import { updateJobs } from '../hrflow/job/update.js';
import { archiveProfiles } from '../hrflow/profile/archive.js';
import { createProfiles } from '../hrflow/profile/create.js';
import { updateProfiles } from '../hrflow/profile/update.js';
import { defineConnector, inbound } from '../kit/connector.js';
import { greenhouseCandidates, greenhouseRejectedCandidates } from './candidates.js';
import { GreenhouseCredentials } from './credentials.js';
import { formatCandidate } from './format.js';
import { formatJob } from './job-format.js';
import { greenhouseClosedJobs, greenhouseJobs } from './jobs.js';
import { outboundActions } from './outbound/actions.js';
import { formatReference } from './reference.js';
import { candidateEvent, greenhouseSource } from './webhook.js';

/** An event about a candidate, or an application of his, has him read. */
const events = { source: greenhouseSource, parse: candidateEvent };

/** Greenhouse, over the Harvest API: v3, or v1 for who still has it. */
export const Greenhouse = defineConnector({
  name: 'Greenhouse',
  subtype: 'greenhouse',
  type: 'ATS',
  description:
    'Greenhouse is an applicant tracking system and recruitment software that helps companies manage and streamline their hiring process. It includes features such as job posting, candidate tracking, scheduling interviews, and offer management. Greenhouse also provides analytics and reporting to help companies track the effectiveness of their recruitment process. It also offers an API to help companies integrating it with other internal systems.',
  url: 'https://www.greenhouse.io/',
  credentials: GreenhouseCredentials,
  actions: {
    create_jobs_in_hrflow: inbound({
      mode: 'create',
      entity: 'job',
      description: "Send **created** 'job(s)' _from_ Greenhouse _to_ HrFlow",
      origin: greenhouseJobs,
      target: createJobs,
      format: formatJob,
    }),
    update_jobs_in_hrflow: inbound({
      mode: 'update',
      entity: 'job',
      description: "Send **updated** 'job(s)' _from_ Greenhouse _to_ HrFlow",
      origin: greenhouseJobs,
      target: updateJobs,
      format: formatJob,
    }),
    archive_jobs_in_hrflow: inbound({
      mode: 'archive',
      entity: 'job',
      description:
        "Send **archived** 'job(s)' _from_ Greenhouse _to_ HrFlow\n\nArchived are jobs with the status `closed`; never an open one or a draft.",
      origin: greenhouseClosedJobs,
      target: archiveJobs,
      format: formatReference,
    }),
    create_profiles_in_hrflow: inbound({
      mode: 'create',
      entity: 'profile',
      description: "Send **created** 'profile(s)' _from_ Greenhouse _to_ HrFlow",
      origin: greenhouseCandidates,
      target: createProfiles,
      format: formatCandidate,
      events,
    }),
    update_profiles_in_hrflow: inbound({
      mode: 'update',
      entity: 'profile',
      description: "Send **updated** 'profile(s)' _from_ Greenhouse _to_ HrFlow",
      origin: greenhouseCandidates,
      target: updateProfiles,
      format: formatCandidate,
      events,
    }),
    archive_profiles_in_hrflow: inbound({
      mode: 'archive',
      entity: 'profile',
      description:
        "Send **archived** 'profile(s)' _from_ Greenhouse _to_ HrFlow\n\nArchived are candidates who have applied and whose applications are all rejected; never anyone who is hired, in process or a prospect on a job, nor anyone without an application.",
      origin: greenhouseRejectedCandidates,
      target: archiveProfiles,
      format: formatReference,
      events,
    }),
    ...outboundActions,
  },
});
