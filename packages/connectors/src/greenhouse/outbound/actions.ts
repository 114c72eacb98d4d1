import { hrflowProfiles } from '../../hrflow/profile/read.js';
import { outbound } from '../../kit/connector.js';
import { archiveCandidates } from './archive.js';
import { createCandidates } from './create.js';
import { greenhouseCandidateOf, greenhouseIdentityOf } from './format.js';
import { updateCandidates } from './update.js';

/** The actions that bring profiles from HrFlow to Greenhouse. */
export const outboundActions = {
  create_profiles_in_greenhouse: outbound({
    mode: 'create',
    entity: 'profile',
    description: "Send **created** 'profile(s)' _from_ HrFlow _to_ Greenhouse",
    origin: hrflowProfiles,
    target: createCandidates,
    format: greenhouseCandidateOf,
  }),
  update_profiles_in_greenhouse: outbound({
    mode: 'update',
    entity: 'profile',
    description: "Send **updated** 'profile(s)' _from_ HrFlow _to_ Greenhouse",
    origin: hrflowProfiles,
    target: updateCandidates,
    format: greenhouseCandidateOf,
  }),
  archive_profiles_in_greenhouse: outbound({
    mode: 'archive',
    entity: 'profile',
    description: "Send **archived** 'profile(s)' _from_ HrFlow _to_ Greenhouse",
    origin: hrflowProfiles,
    target: archiveCandidates,
    format: greenhouseIdentityOf,
  }),
};
