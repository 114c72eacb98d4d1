import type { Endpoint } from '../../kit/entity.js';

const V1 = 'https://developers.greenhouse.io/harvest.html';
const V3 = 'https://harvestdocs.greenhouse.io/reference';

/** How a candidate is found. */
export const FIND_ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'List candidates',
    url: `${V1}#get-list-candidates`,
    description: 'Find the candidate by id or e-mail address.',
  },
];

export const CREATE_ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'Post Candidate',
    url: `${V1}#post-add-candidate`,
    description: 'Create a candidate with an application to a job.',
  },
  {
    name: 'Post Prospect',
    url: `${V1}#post-add-prospect`,
    description: 'Create a candidate without a job; in v3 a candidate whose application is a prospect.',
  },
  {
    name: 'Post Application',
    url: `${V1}#post-add-application-to-candidate-prospect`,
    description: 'Add a candidate that Greenhouse holds already to the job.',
  },
];

export const EDIT_ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'Edit candidate',
    url: `${V1}#patch-edit-candidate`,
    description: 'Change the attributes that differ; lists are sent whole.',
  },
];

/** What is added to a candidate, created or found. */
export const ADD_ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'Add education',
    url: `${V1}#post-add-education`,
    description:
      'Add an education that Greenhouse does not have, by the ids of school, degree and discipline.',
  },
  {
    name: 'Add employment',
    url: `${V1}#post-add-employment`,
    description: 'Add an employment that Greenhouse does not have.',
  },
  {
    name: 'Add attachment',
    url: `${V1}#post-add-attachment`,
    description: 'Attach the résumé, once.',
  },
  {
    name: 'Harvest v3',
    url: V3,
    description:
      'The same over v3: candidates, applications, candidate_educations, candidate_employments, attachments.',
  },
];

export const ARCHIVE_ENDPOINTS: readonly Endpoint[] = [
  {
    name: 'Reject application',
    url: `${V1}#post-reject-application`,
    description: 'Reject each active application.',
  },
];
