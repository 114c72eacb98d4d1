import { hrflowProfiles } from '../hrflow/profile/read.js';
import { archiveJobs } from '../hrflow/job/archive.js';
import { createJobs } from '../hrflow/job/create.js';
import { updateJobs } from '../hrflow/job/update.js';
import { archiveProfiles } from '../hrflow/profile/archive.js';
import { createProfiles } from '../hrflow/profile/create.js';
import { updateProfiles } from '../hrflow/profile/update.js';
import { defineConnector, inbound, outbound } from '../kit/connector.js';
import { breezyhrArchivedCandidates } from './archived-candidates.js';
import type { BreezyhrCandidateSummary } from './candidate.js';
import { breezyhrCandidates } from './candidates.js';
import { createBreezyhrCandidates } from './create.js';
import { BreezyhrCredentials } from './credentials.js';
import { formatBreezyhrCandidate } from './format-candidate.js';
import { formatBreezyhrPosition, formatBreezyhrReference } from './format-position.js';
import { formatBreezyhrProfile } from './format-profile.js';
import type { BreezyhrPosition } from './position.js';
import { breezyhrEndedPositions, breezyhrPositions } from './positions.js';
import { updateBreezyhrCandidates } from './update.js';
import { breezyhrSource, candidateEvent } from './webhook.js';

const PER_POSITION =
  'A candidate of Breezy HR is a person on one position: who applied to two has two profiles, each with the id ' +
  'that Breezy HR gave it there for its reference, and the same tag `breezyhr_meta_id`. Candidates of positions in every state are read.';

const events = { source: breezyhrSource, parse: candidateEvent };

/** Breezy HR, over its API v3. */
export const BreezyHR = defineConnector({
  name: 'Breezy HR',
  subtype: 'breezyhr',
  type: 'ATS',
  description:
    'Breezyhr is an end-to-end recruiting software to help you attract & hire great employees with less effort',
  url: 'https://breezy.hr/',
  credentials: BreezyhrCredentials,
  actions: {
    create_jobs_in_hrflow: inbound({
      mode: 'create',
      entity: 'job',
      description: "Send **created** 'job(s)' _from_ Breezy HR _to_ HrFlow",
      origin: breezyhrPositions,
      target: createJobs,
      format: formatBreezyhrPosition,
    }),
    update_jobs_in_hrflow: inbound({
      mode: 'update',
      entity: 'job',
      description: "Send **updated** 'job(s)' _from_ Breezy HR _to_ HrFlow",
      origin: breezyhrPositions,
      target: updateJobs,
      format: formatBreezyhrPosition,
    }),
    archive_jobs_in_hrflow: inbound({
      mode: 'archive',
      entity: 'job',
      description:
        "Send **archived** 'job(s)' _from_ Breezy HR _to_ HrFlow\n\nArchives the jobs of positions that are archived, or closed, in Breezy HR, as `state` says. Live positions are never archived.",
      origin: breezyhrEndedPositions,
      target: archiveJobs,
      format: (position: BreezyhrPosition) => formatBreezyhrReference(position),
    }),
    create_profiles_in_hrflow: inbound({
      mode: 'create',
      entity: 'profile',
      description: "Send **created** 'profile(s)' _from_ Breezy HR _to_ HrFlow\n\n" + PER_POSITION,
      origin: breezyhrCandidates,
      target: createProfiles,
      format: formatBreezyhrCandidate,
      events,
    }),
    update_profiles_in_hrflow: inbound({
      mode: 'update',
      entity: 'profile',
      description: "Send **updated** 'profile(s)' _from_ Breezy HR _to_ HrFlow\n\n" + PER_POSITION,
      origin: breezyhrCandidates,
      target: updateProfiles,
      format: formatBreezyhrCandidate,
      events,
    }),
    create_profiles_in_breezyhr: outbound({
      mode: 'create',
      entity: 'profile',
      description:
        "Send **created** 'profile(s)' _from_ HrFlow _to_ Breezy HR\n\nA candidate is known by his e-mail: one who is on the position already is not created again, and a profile without an e-mail is rejected.",
      origin: hrflowProfiles,
      target: createBreezyhrCandidates,
      format: formatBreezyhrProfile,
    }),
    update_profiles_in_breezyhr: outbound({
      mode: 'update',
      entity: 'profile',
      description: "Send **updated** 'profile(s)' _from_ HrFlow _to_ Breezy HR",
      origin: hrflowProfiles,
      target: updateBreezyhrCandidates,
      format: formatBreezyhrProfile,
    }),
    archive_profiles_in_hrflow: inbound({
      mode: 'archive',
      entity: 'profile',
      description:
        "Send **archived** 'profile(s)' _from_ Breezy HR _to_ HrFlow\n\nArchives the profiles of candidates who are in one of the stages that `stage_types` or `stage_ids` name. Breezy HR itself does not tell which candidates are rejected, so one of the two is required.",
      origin: breezyhrArchivedCandidates,
      target: archiveProfiles,
      format: (candidate: BreezyhrCandidateSummary) => formatBreezyhrReference(candidate),
    }),
  },
});
