import { readFileSync } from 'node:fs';
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
/** The fields of a sample, its id left out. */
const fieldsOf = (sample: string): string[] => {
  const file = new URL(`../fixtures/jazzhr/${sample}.constructed.json`, import.meta.url);
  const fields = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
  return fields.filter((name) => name !== 'id');
};
const DETAIL = fieldsOf('detail-applicant');
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
const JOB_FIELDS = fieldsOf('job').filter((name) => name !== 'status');

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
