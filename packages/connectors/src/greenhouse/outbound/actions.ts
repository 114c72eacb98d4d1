import { hrflowProfiles } from '../../hrflow/profile/read.js';
import { outbound } from '../../kit/connector.js';
import { archiveCandidates } from './archive.js';
import { createCandidates } from './create.js';
import { greenhouseCandidateOf, greenhouseIdentityOf } from './format.js';
import { updateCandidates } from './update.js';

/** Whoever writes is asked for; how the two versions of Harvest are told differs. */
const ACTING_USER =
  '\n\nHarvest v1 is told the acting user with each request, from `on_behalf_of`. Harvest v3 knows it by the token alone, and a token belongs to the credentials: give `user_id` in the credentials the same value, or the run ends before it reads. For another user, use credentials of their own.';

/** The actions that bring profiles from HrFlow to Greenhouse. */
export const outboundActions = {
  create_profiles_in_greenhouse: outbound({
    mode: 'create',
    entity: 'profile',
    description:
      "Send **created** 'profile(s)' _from_ HrFlow _to_ Greenhouse\n\nThe candidate is looked for by its e-mail address first: one that Greenhouse holds is not created again and keeps its attributes, and gets the application, educations, employments and résumé it lacks. With `job_id` the candidate applies to that job; without it, it becomes a prospect. A profile needs a first name, a last name and an e-mail address." +
      ACTING_USER,
    origin: hrflowProfiles,
    target: createCandidates,
    format: greenhouseCandidateOf,
  }),
  update_profiles_in_greenhouse: outbound({
    mode: 'update',
    entity: 'profile',
    description:
      "Send **updated** 'profile(s)' _from_ HrFlow _to_ Greenhouse\n\nThe candidate is the one the profile came from (its reference, when the profile's tags say that it came from Greenhouse), else the only one with its e-mail address. Nothing that Greenhouse knows is lost: lists are sent whole with what is new, educations and employments that are not there are added, and the résumé is attached once. Harvest can not change an education or employment it holds." +
      ACTING_USER,
    origin: hrflowProfiles,
    target: updateCandidates,
    format: greenhouseCandidateOf,
  }),
  archive_profiles_in_greenhouse: outbound({
    mode: 'archive',
    entity: 'profile',
    description:
      "Send **archived** 'profile(s)' _from_ HrFlow _to_ Greenhouse\n\nArchiving rejects the candidate's active applications, without an e-mail to anybody. Nobody is deleted, and an application that is hired, rejected or converted stays as it is. The candidate is found as in an update." +
      ACTING_USER,
    origin: hrflowProfiles,
    target: archiveCandidates,
    format: greenhouseIdentityOf,
  }),
};
