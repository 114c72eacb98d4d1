import { updateProfiles } from '../hrflow/profile/update.js';
import { defineConnector, inbound } from '../kit/connector.js';
import { GreenhouseCredentials } from './credentials.js';
import { greenhouseCandidates } from './candidates.js';
import { formatCandidate } from './format.js';
import { outboundActions } from './outbound/actions.js';

/** Greenhouse, over the Harvest v1 API. */
export const Greenhouse = defineConnector({
  name: 'Greenhouse',
  subtype: 'greenhouse',
  type: 'ATS',
  description:
    'Greenhouse is an applicant tracking system and recruitment software that helps companies manage and streamline their hiring process. It includes features such as job posting, candidate tracking, scheduling interviews, and offer management. Greenhouse also provides analytics and reporting to help companies track the effectiveness of their recruitment process. It also offers an API to help companies integrating it with other internal systems.',
  url: 'https://www.greenhouse.io/',
  credentials: GreenhouseCredentials,
  actions: {
    update_profiles_in_hrflow: inbound({
      mode: 'update',
      entity: 'profile',
      description: "Send **updated** 'profile(s)' _from_ Greenhouse _to_ HrFlow",
      origin: greenhouseCandidates,
      target: updateProfiles,
      format: formatCandidate,
    }),
    ...outboundActions,
  },
});
