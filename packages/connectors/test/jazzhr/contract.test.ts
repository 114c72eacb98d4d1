import { JAZZHR_REJECTED_STEP, startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { JazzHR, type JazzhrApplicant, type JazzhrJob } from '../../src/index.js';
import { runConnectorContract, type ContractSubject } from '../support/contract.js';

const common = {
  start: () => startSandbox({ candidates: 0, jazzhr: { applicants: 0, jobs: 3 } }),
  credentials: ({ JAZZHR_API_KEY }: Sandbox['environment']) => ({ api_key: JAZZHR_API_KEY }),
  badCredentials: () => ({ api_key: 'a-key-that-nobody-has' }),
  paging: { size: 100, by: 'number' },
} as const;

const APPLICANTS = {
  list: { api: 'jazzhr', path: /^applicants\/(?:.*\/)?page\/\d+/ },
  detail: { api: 'jazzhr', path: /^applicants\/prospect_[^/?]+(?:\?|$)/ },
} as const;

/** Every other applicant would have two rows: those who applied to one job fill pages exactly. */
function holdApplicants({ jazzhr }: Sandbox, count: number, step?: string): string[] {
  return jazzhr.setApplicants(count).map(({ id, jobs }) => {
    const only = jobs.slice(0, 1).map((job) => (step ? { ...job, workflow_step_id: step } : job));
    jazzhr.updateApplicant(id, { jobs: only });
    return id;
  });
}

const applicants = {
  ...common,
  ...APPLICANTS,
  hold: (sandbox: Sandbox, count: number) => holdApplicants(sandbox, count),
  rename: ({ jazzhr }: Sandbox, id: string, name: string) => jazzhr.updateApplicant(id, { first_name: name }),
  nameOf: ({ first_name }: JazzhrApplicant) => first_name,
};

const NOBODY = 'prospect_20200101000000_NOBODY';
const SUMMARY = ['first_name', 'last_name', 'prospect_phone', 'apply_date', 'job_id', 'job_title'];
const DETAIL = [
  ...['first_name', 'last_name', 'email', 'address', 'location', 'phone', 'linkedin_url', 'website'],
  ...['eeo_gender', 'eeo_race', 'eeo_disability', 'desired_salary', 'desired_start_date', 'referrer'],
  ...['languages', 'wmyu', 'has_driver_license', 'willing_to_relocate', 'citizenship_status'],
  ...['education_level', 'has_cdl', 'over_18', 'can_work_weekends', 'can_work_evenings'],
  ...['can_work_overtime', 'has_felony', 'felony_explanation', 'twitter_username', 'college_gpa', 'college'],
  ...['references', 'notes', 'apply_date', 'comments_count', 'source', 'recruiter_id', 'eeoc_veteran'],
  ...['eeoc_disability', 'eeoc_disability_signature', 'eeoc_disability_date', 'rating', 'resume_body'],
  ...['resume_link', 'jobs', 'comments', 'feedback', 'activities', 'messages', 'questionnaire'],
  ...['evaluation', 'categories'],
];
const nulls = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));
const blanks = (more: object): ContractSubject<never>['blanks'] => ({
  'every field null': {
    page: { id: NOBODY, ...nulls(SUMMARY) },
    detail: { id: NOBODY, ...nulls(DETAIL), ...more },
  },
  'every field left out': { page: [{ id: NOBODY }], detail: { id: NOBODY, ...more } },
});

runConnectorContract({
  action: JazzHR.create_profiles_in_hrflow,
  ...applicants,
  blanks: blanks({}),
});

runConnectorContract({
  action: JazzHR.archive_profiles_in_hrflow,
  ...applicants,
  parameters: () => ({ status: JAZZHR_REJECTED_STEP }),
  hold: (sandbox, count) => holdApplicants(sandbox, count, JAZZHR_REJECTED_STEP),
  blanks: blanks({ jobs: { workflow_step_id: JAZZHR_REJECTED_STEP } }),
});

const jobs = {
  ...common,
  list: { api: 'jazzhr', path: /^jobs\/(?:.*\/)?page\/\d+/ },
  rename: ({ jazzhr }: Sandbox, id: string, title: string) => jazzhr.updateJob(id, { title }),
  nameOf: ({ title }: JazzhrJob) => title,
} as const;

const JOB = 'job_20200101000000_NOTHING';
const JOB_FIELDS = [
  ...['team_id', 'title', 'country_id', 'city', 'state', 'zip', 'department', 'description'],
  ...['minimum_salary', 'maximum_salary', 'notes', 'original_open_date', 'type', 'send_to_job_boards'],
  ...['hiring_lead', 'board_code', 'internal_code', 'questionnaire'],
];

runConnectorContract({
  action: JazzHR.update_jobs_in_hrflow,
  ...jobs,
  hold: ({ jazzhr }, count) => jazzhr.setJobs(count).map(({ id }) => id),
  blanks: {
    'every field null': { page: { id: JOB, status: null, ...nulls(JOB_FIELDS) } },
    'every field left out': { page: [{ id: JOB }] },
  },
});

runConnectorContract({
  action: JazzHR.archive_jobs_in_hrflow,
  ...jobs,
  hold({ jazzhr }, count) {
    return jazzhr.setJobs(count).map(({ id }) => {
      jazzhr.updateJob(id, { status: 'Closed' });
      return id;
    });
  },
  blanks: {
    'every field but the status null': { page: { id: JOB, status: 'Filled', ...nulls(JOB_FIELDS) } },
    'every field but the status left out': { page: [{ id: JOB, status: 'Cancelled' }] },
  },
});
