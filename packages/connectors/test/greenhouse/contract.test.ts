import { startSandbox, type Sandbox, type SandboxVariable } from '@hrflow-sync/sandbox';
import { Greenhouse, type GreenhouseCandidate, type GreenhouseJob } from '../../src/index.js';
import { runConnectorContract, type ContractSubject } from '../support/contract.js';

type Environment = Readonly<Record<SandboxVariable, string>>;
type Common = 'start' | 'credentials' | 'badCredentials' | 'token';

const V1 = {
  start: () => startSandbox({ candidates: 0, greenhouse: { jobs: 0 } }),
  credentials: ({ GREENHOUSE_API_KEY }: Environment) => ({ auth: GREENHOUSE_API_KEY }),
  badCredentials: () => ({ auth: 'a-key-that-nobody-has' }),
} satisfies Pick<ContractSubject<never>, Common>;

const V3 = {
  start: V1.start,
  credentials: ({ GREENHOUSE_CLIENT_ID, GREENHOUSE_CLIENT_SECRET }: Environment) => ({
    client_id: GREENHOUSE_CLIENT_ID,
    client_secret: GREENHOUSE_CLIENT_SECRET,
  }),
  badCredentials: ({ GREENHOUSE_CLIENT_ID }: Environment) => ({
    client_id: GREENHOUSE_CLIENT_ID,
    client_secret: 'a-secret-that-nobody-has',
  }),
  token: { api: 'greenhouse_auth', method: 'POST', path: 'token' },
} satisfies Pick<ContractSubject<never>, Common>;

/** A page of one item that has nothing but its id: every other field null, or left out. */
const blanks = (fields: readonly string[]) => ({
  'every field null': { page: [{ id: 1, ...Object.fromEntries(fields.map((field) => [field, null])) }] },
  'every field left out': { page: [{ id: 1 }] },
});

const CANDIDATES = {
  hold(sandbox: Sandbox, count: number) {
    sandbox.setCandidates(count);
    return Array.from(sandbox.candidates(), ({ id }) => String(id));
  },
  rename(sandbox: Sandbox, id: string, name: string) {
    sandbox.updateCandidate(Number(id), { first_name: name });
  },
  nameOf: (candidate: GreenhouseCandidate) => candidate.first_name,
};

const COMMON_FIELDS = [
  'first_name',
  'last_name',
  'company',
  'title',
  'created_at',
  'updated_at',
  'phone_numbers',
  'addresses',
  'email_addresses',
  'website_addresses',
  'social_media_addresses',
  'can_email',
  'tags',
  'linked_user_ids',
  'custom_fields',
];
const V1_FIELDS = [
  ...COMMON_FIELDS,
  'last_activity',
  'is_private',
  'photo_url',
  'attachments',
  'application_ids',
  'recruiter',
  'coordinator',
  'applications',
  'educations',
  'employments',
  'keyed_custom_fields',
];
const V3_FIELDS = [...COMMON_FIELDS, 'preferred_name', 'time_zone', 'message', 'private', 'last_activity_at'];

runConnectorContract({
  ...V1,
  ...CANDIDATES,
  action: Greenhouse.update_profiles_in_hrflow,
  variant: 'Harvest v1',
  paging: { size: 500, by: 'link' },
  list: { api: 'greenhouse', path: 'candidates' },
  blanks: blanks(V1_FIELDS),
});
runConnectorContract({
  ...V3,
  ...CANDIDATES,
  action: Greenhouse.update_profiles_in_hrflow,
  variant: 'Harvest v3',
  paging: { size: 100, by: 'link' },
  list: { api: 'greenhouse_v3', path: 'candidates' },
  blanks: blanks(V3_FIELDS),
});

const JOBS = {
  rename(sandbox: Sandbox, id: string, name: string) {
    sandbox.greenhouse.updateJob(Number(id), { name });
  },
  nameOf: (job: GreenhouseJob) => job.name,
};
const holdJobs = (sandbox: Sandbox, count: number) => {
  sandbox.greenhouse.setJobs(count);
  return Array.from(sandbox.greenhouse.jobs(), ({ id }) => String(id));
};
const JOB_FIELDS = [
  'name',
  'requisition_id',
  'notes',
  'confidential',
  'status',
  'created_at',
  'opened_at',
  'closed_at',
  'updated_at',
  'is_template',
  'copied_from_id',
  'departments',
  'department_id',
  'offices',
  'office_ids',
  'custom_fields',
  'keyed_custom_fields',
  'hiring_team',
  'openings',
];
const POST_FIELDS = ['title', 'location', 'internal', 'external', 'active', 'live', 'content', 'created_at'];

runConnectorContract({
  ...V1,
  ...JOBS,
  action: Greenhouse.update_jobs_in_hrflow,
  variant: 'Harvest v1',
  hold: holdJobs,
  paging: { size: 500, by: 'link' },
  list: { api: 'greenhouse', path: 'jobs' },
  detail: { api: 'greenhouse', path: /^jobs\/\d+\/job_posts/ },
  blanks: {
    'every field null': {
      ...blanks(JOB_FIELDS)['every field null'],
      detail: [{ id: 2, ...Object.fromEntries(POST_FIELDS.map((field) => [field, null])) }],
    },
    'every field left out': { page: [{ id: 1 }], detail: [{ id: 2 }] },
    'no post': { page: [{ id: 1 }], detail: [] },
  },
});

// Over v3 a page brings everything along, so that nothing is left for the detail to ask.
const { update_jobs_in_hrflow: updateJobs } = Greenhouse;
const whole = { ...updateJobs.origin };
delete whole.detail;

runConnectorContract({
  ...V3,
  ...JOBS,
  action: { ...updateJobs, origin: whole },
  variant: 'Harvest v3',
  hold: holdJobs,
  paging: { size: 50, by: 'link' },
  list: { api: 'greenhouse_v3', path: 'jobs' },
  blanks: blanks(JOB_FIELDS),
});

runConnectorContract({
  ...V3,
  ...JOBS,
  action: Greenhouse.archive_jobs_in_hrflow,
  variant: 'Harvest v3',
  hold(sandbox, count) {
    const ids = holdJobs(sandbox, count);
    for (const id of ids) sandbox.greenhouse.updateJob(Number(id), { status: 'closed' });
    return ids;
  },
  paging: { size: 50, by: 'link' },
  list: { api: 'greenhouse_v3', path: 'jobs' },
  blanks: { 'nothing but that it is closed': { page: [{ id: 1, status: 'closed' }] } },
});
