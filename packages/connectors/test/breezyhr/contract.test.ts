import { SANDBOX_BREEZYHR_TOKEN, startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { BreezyHR, type BreezyhrCandidate, type BreezyhrPosition } from '../../src/index.js';
import { runConnectorContract } from '../support/contract.js';

/** All but the id, as developer.breezy.hr lists them for a candidate. */
const LISTED: readonly (keyof BreezyhrCandidate)[] = [
  'meta_id',
  'name',
  'initial',
  'email_address',
  'phone_number',
  'headline',
  'origin',
  'profile_photo_url',
  'resume',
  'source',
  'stage',
  'tags',
  'creation_date',
  'updated_date',
];
const DETAILED: readonly (keyof BreezyhrCandidate)[] = [
  ...LISTED,
  'summary',
  'address',
  'work_history',
  'education',
  'social_profiles',
  'cover_letter',
  'custom_attributes',
  'overall_score',
  'sourced_by',
];
const POSITION: readonly (keyof BreezyhrPosition)[] = [
  'name',
  'friendly_id',
  'type',
  'experience',
  'category',
  'education',
  'department',
  'requisition_id',
  'description',
  'location',
  'candidate_type',
  'org_type',
  'tags',
  'custom_attributes',
  'salary',
  'creator_id',
  'creation_date',
  'updated_date',
];

const nulls = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));

const account = (environment: Sandbox['environment'], password: string) => ({
  email: environment.BREEZYHR_EMAIL,
  password,
  company_name: environment.BREEZYHR_COMPANY_NAME,
});

const candidates = {
  start: () => startSandbox({ candidates: 0, breezyhr: { layout: [['published', 1]] } }),
  hold: ({ breezyhr, environment }: Sandbox, count: number) =>
    breezyhr.setCandidates(environment.BREEZYHR_POSITION_ID, count).map(({ _id }) => _id),
  rename: ({ breezyhr }: Sandbox, id: string, name: string) => void breezyhr.updateCandidate(id, { name }),
  nameOf: ({ name }: BreezyhrCandidate) => name,
  paging: { size: 50, by: 'number' },
  list: { api: 'breezyhr', path: /^company\/\w+\/position\/\w+\/candidates/ },
  token: { api: 'breezyhr', path: 'signin' },
  blanks: {
    'every field null': {
      page: [{ _id: 'c1', ...nulls(LISTED) }],
      detail: { _id: 'c1', ...nulls(DETAILED) },
    },
    'every field left out': { page: [{ _id: 'c1' }], detail: { _id: 'c1' } },
  },
} as const;

const detail = { api: 'breezyhr', path: /^company\/\w+\/position\/\w+\/candidate\/\w+$/ } as const;

const withPassword = {
  credentials: (env: Sandbox['environment']) => account(env, env.BREEZYHR_PASSWORD),
  badCredentials: (env: Sandbox['environment']) => account(env, 'a password of nobody'),
};
const withToken = {
  credentials: (env: Sandbox['environment']) => account(env, SANDBOX_BREEZYHR_TOKEN),
  badCredentials: (env: Sandbox['environment']) => account(env, 'breezy_pat_of_nobody'),
};

runConnectorContract({
  ...candidates,
  ...withPassword,
  detail,
  action: BreezyHR.update_profiles_in_hrflow,
  variant: 'one position',
  parameters: ({ BREEZYHR_POSITION_ID }) => ({ position_id: BREEZYHR_POSITION_ID }),
});

runConnectorContract({
  ...candidates,
  ...withToken,
  detail,
  action: BreezyHR.create_profiles_in_hrflow,
  variant: 'every position, personal access token',
});

const positions = {
  ...withPassword,
  start: () => startSandbox({ candidates: 0, breezyhr: { layout: [] } }),
  rename: ({ breezyhr }: Sandbox, id: string, name: string) => breezyhr.updatePosition(id, { name }),
  nameOf: ({ name }: BreezyhrPosition) => name,
  paging: { none: 'Breezy HR gives all positions of a state in one answer' },
  list: { api: 'breezyhr', path: /^company\/\w+\/positions/ },
  token: { api: 'breezyhr', path: 'signin' },
} as const;

runConnectorContract({
  ...positions,
  action: BreezyHR.create_jobs_in_hrflow,
  hold: ({ breezyhr }, count) => breezyhr.setPositions('published', count).map(({ _id }) => _id),
  blanks: {
    'every field null': { page: [{ _id: 'p1', state: null, ...nulls(POSITION) }] },
    'every field left out': { page: [{ _id: 'p1' }] },
  },
});

runConnectorContract({
  ...candidates,
  ...withPassword,
  action: BreezyHR.archive_profiles_in_hrflow,
  parameters: () => ({ stage_types: ['disqualified'] }),
  hold(sandbox, count) {
    const ids = candidates.hold(sandbox, count);
    for (const id of ids) sandbox.breezyhr.moveTo(id, 'disqualified');
    return ids;
  },
  blanks: {
    'every field null but the stage': {
      page: [{ _id: 'c1', ...nulls(LISTED), stage: { id: null, name: null, type: 'disqualified' } }],
    },
  },
  nameOf: ({ name }) => name,
});

runConnectorContract({
  ...positions,
  action: BreezyHR.archive_jobs_in_hrflow,
  hold: ({ breezyhr }, count) => breezyhr.setPositions('archived', count).map(({ _id }) => _id),
  blanks: {
    'every field null but the state': { page: [{ _id: 'p1', ...nulls(POSITION), state: 'archived' }] },
  },
});
