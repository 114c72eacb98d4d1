import { startSandbox, type Sandbox } from '@hrflow-sync/sandbox';
import { Flatchr, type FlatchrApplicant, type FlatchrVacancy } from '../../src/index.js';
import { runConnectorContract } from '../support/contract.js';
import { read } from './samples.js';

const common = {
  start: () => startSandbox({ candidates: 0, flatchr: { applicants: 0, vacancies: 3, cvIntervalMs: 0 } }),
  credentials: ({ FLATCHR_API_KEY: api_key, FLATCHR_COMPANY_ID: company_id }: Sandbox['environment']) => ({
    api_key,
    company_id,
  }),
  badCredentials: ({ FLATCHR_COMPANY_ID: company_id }: Sandbox['environment']) => ({
    api_key: 'a-key-that-ran-out',
    company_id,
  }),
  absent: { 'repeated page': 'Flatchr gives the whole list each time, and the reader divides it' },
} as const;

const fieldsOf = (sample: unknown, id: string): string[] =>
  Object.keys([sample].flat()[0] as object).filter((name) => name !== id);
const nulls = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));

const ROW = fieldsOf(read('search-applicants.constructed'), 'applicant');
const DETAILS = fieldsOf(read('move-applicant.2025-docs'), 'id');
const NOBODY = 'N0b0dyN0b0dyN0b0';

const applicants = {
  ...common,
  paging: { size: 1000, by: 'number' },
  list: { api: 'flatchr', method: 'POST', path: /^company\/[^/]+\/search\/applicants/ },
  rename: ({ flatchr }: Sandbox, id: string, firstname: string) =>
    void flatchr.updateApplicant(id, { firstname }),
  nameOf: ({ firstname }: FlatchrApplicant) => firstname,
} as const;

runConnectorContract({
  action: Flatchr.update_profiles_in_hrflow,
  ...applicants,
  absent: {
    ...common.absent,
    'missing detail': 'the details route is one of 2020; where it is gone, the search has to do',
  },
  detail: { api: 'flatchr', method: 'GET', path: /^company\/[^/]+\/applicant\/[^/?]+(?:\?|$)/ },
  hold: ({ flatchr }, count) => flatchr.setApplicants(count).map(({ id }) => id),
  blanks: {
    'every field null': {
      page: [{ applicant: NOBODY, ...nulls(ROW) }],
      detail: { id: NOBODY, ...nulls(DETAILS) },
    },
    'every field left out': { page: [{ applicant: NOBODY }], detail: { id: NOBODY, candidate: {} } },
  },
});

runConnectorContract({
  action: Flatchr.archive_profiles_in_hrflow,
  ...applicants,
  hold({ flatchr }, count) {
    const ids = flatchr.setApplicants(count).map(({ id }) => id);
    for (const id of ids) flatchr.updateApplicant(id, { archived: true });
    return ids;
  },
  blanks: {
    'every field but the status null': { page: [{ applicant: NOBODY, ...nulls(ROW), status: 0 }] },
    'every field but the status left out': { page: [{ applicant: NOBODY, status: 0 }] },
  },
});

const vacancies = {
  ...common,
  paging: { size: 200, by: 'number' },
  list: { api: 'flatchr', method: 'GET', path: /^company\/[^/]+\/vacancies/ },
  rename: ({ flatchr }: Sandbox, id: string, title: string) => flatchr.updateVacancy(id, { title }),
  nameOf: ({ title }: FlatchrVacancy) => title,
} as const;
const VACANCY = fieldsOf(read('slate2020--mod-les-1'), 'id');

runConnectorContract({
  action: Flatchr.update_jobs_in_hrflow,
  ...vacancies,
  hold: ({ flatchr }, count) => flatchr.setVacancies(count).map(({ id }) => id),
  blanks: {
    'every field null': { page: [{ id: NOBODY, ...nulls(VACANCY) }] },
    'every field left out': { page: [{ id: NOBODY }] },
  },
});

runConnectorContract({
  action: Flatchr.archive_jobs_in_hrflow,
  ...vacancies,
  parameters: () => ({ archived_by: 'status' }),
  hold({ flatchr }, count) {
    const ids = flatchr.setVacancies(count).map(({ id }) => id);
    for (const id of ids) flatchr.updateVacancy(id, { status: 0 });
    return ids;
  },
  blanks: {
    'every field but the status null': { page: [{ id: NOBODY, ...nulls(VACANCY), status: 0 }] },
    'every field but the status left out': { page: [{ id: NOBODY, status: 0 }] },
  },
});
