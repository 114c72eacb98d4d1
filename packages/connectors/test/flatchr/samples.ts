import { readFileSync } from 'node:fs';
import type {
  FlatchrApplicant,
  FlatchrApplicantDetails,
  FlatchrApplicantRow,
  FlatchrVacancy,
  HrflowStoredProfile,
} from '../../src/index.js';

/** Official samples of Flatchr's docs; where each comes from is in `samples/README.md` of the wire facts. */
export const FIXTURES = new URL('../fixtures/flatchr/', import.meta.url);

export const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8'));

const SEARCHES = ['search-applicants.constructed', 'slate2020--rechercher-un-candidat-1'];
const DETAILS = [
  'move-applicant--exemple-de-r-ponse-1',
  'move-applicant.2025-docs',
  'archive-applicant--exemple-de-r-ponse-1',
  'archive-applicant.2025-docs',
  'slate2020--r-cup-rer-un-candidat-1',
  'slate2020--modifier-un-candidat-1',
];

/** Applicants, as a row alone and as a row with its details. */
export function applicantSamples(): [string, FlatchrApplicant][] {
  const rows = SEARCHES.map((name): [string, FlatchrApplicant] => {
    return [name, [read(name)].flat()[0] as FlatchrApplicantRow];
  });
  const detailed = DETAILS.map((name): [string, FlatchrApplicant] => {
    const details = read(name) as FlatchrApplicantDetails;
    return [name, { applicant: details.id, details }];
  });
  return [...rows, ...detailed];
}

/** Vacancies: one alone, and one within an applicant. */
export function vacancySamples(): [string, FlatchrVacancy][] {
  const within = 'archive-applicant--exemple-de-r-ponse-1';
  const { vacancy } = read(within) as { vacancy: FlatchrVacancy };
  return [
    ['slate2020--mod-les-1', read('slate2020--mod-les-1') as FlatchrVacancy],
    [`${within}: vacancy`, vacancy],
  ];
}

/** The sample of a parsed profile in HrFlow. */
export function hrflowSample(): HrflowStoredProfile {
  return (read('hrflow-profile') as { data: { profile: HrflowStoredProfile } }).data.profile;
}
