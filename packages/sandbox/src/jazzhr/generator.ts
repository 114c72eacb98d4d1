import { Draw } from '../greenhouse/draw.js';
import { CULTURES, DEGREES, JOB_NAMES, SCHOOLS } from '../greenhouse/vocabulary.js';
import {
  JAZZHR_STATUSES,
  JAZZHR_STEPS,
  SAMPLE_APPLICANT,
  SAMPLE_APPLICATION,
  SAMPLE_FILE,
  SAMPLE_JOB,
  type JazzhrApplicantRecord,
  type JazzhrApplicationRecord,
  type JazzhrFileRecord,
  type JazzhrJobRecord,
} from './records.js';

const DAY_MS = 86_400_000;
/** Applicants come in the 600 days from here, in the order of their ids … */
const FIRST_APPLICATION_MS = Date.UTC(2024, 5, 3);
const APPLICATION_DAYS = 600;
/** … and jobs were opened in the 500 days from here. */
const FIRST_OPENING_MS = Date.UTC(2024, 0, 8);

/** Purposes of {@link Draw}; others' are below 20. */
const [PERSON, APPLICATION, ANSWERS, JOB] = [21, 22, 23, 24];

/** One in so many has two jobs; one in so many left every question unanswered, e-mail included. */
const TWO_JOBS_EVERY = 7;
const SILENT_EVERY = 13;

/** Makes jobs and applicants out of a seed: number `index` is always the same. */
export class JazzhrGenerator {
  /**
   * @param filesUrl where files are served, e.g. `http://127.0.0.1:4010/files`
   * @param jobs how many there are to apply to
   */
  constructor(
    private readonly seed: number,
    private readonly filesUrl: string,
    private readonly jobs: number,
  ) {}

  job(index: number): JazzhrJobRecord {
    const draw = new Draw(this.seed, index, JOB);
    const culture = draw.pick(CULTURES);
    const status = JAZZHR_STATUSES[index % JAZZHR_STATUSES.length] as string;
    const opened = new Date(FIRST_OPENING_MS + draw.below(500) * DAY_MS);
    const paid = draw.chance(40);
    return {
      ...SAMPLE_JOB,
      id: `job_${stamp(opened)}_${code(index)}`,
      title: draw.pick(JOB_NAMES),
      country_id: culture.country,
      city: culture.city,
      state: culture.region,
      zip: draw.chance(60) ? String(10_000 + draw.below(80_000)) : '',
      department: draw.pick(['Engineering', 'Care', 'Sales & Service', '']),
      description: `<p>Position ${index + 1} &amp; more.</p><ul><li>Lead</li><li>Learn</li></ul>`,
      minimum_salary: paid ? String(30_000 + draw.below(40) * 1000) : '0',
      maximum_salary: paid ? String(80_000 + draw.below(40) * 1000) : '0',
      original_open_date: status === 'Drafting' ? '0000-00-00' : day(opened),
      type: draw.pick(['Full Time', 'Part Time', 'Contract']),
      status,
      hiring_lead: draw.chance(90) ? `usr_${1 + draw.below(4)}` : '',
      board_code: code(index + 1000),
      confidential: draw.chance(10) ? 'true' : 'false',
      private: draw.chance(10) ? 'true' : 'false',
    };
  }

  /** @param count how many applicants there are, so that they spread over the same days */
  applicant(index: number, count: number): JazzhrApplicantRecord {
    const draw = new Draw(this.seed, index, PERSON);
    const culture = draw.pick(CULTURES);
    const applied = new Date(
      FIRST_APPLICATION_MS + Math.floor((index * APPLICATION_DAYS) / Math.max(1, count)) * DAY_MS,
    );
    const id = `prospect_${stamp(applied)}_${code(index)}`;
    const silent = index % SILENT_EVERY === SILENT_EVERY - 1;
    return {
      ...SAMPLE_APPLICANT,
      id,
      first_name: draw.pick(culture.firstNames),
      last_name: draw.pick(culture.lastNames),
      email: silent ? '' : `applicant.${index + 1}@example.com`,
      address: draw.chance(50) ? `${1 + draw.below(200)} Harbour Street` : '',
      location: `${culture.city}, ${culture.region}`,
      phone: silent ? '' : culture.phonePrefix + String(draw.below(100)).padStart(2, '0'),
      linkedin_url: draw.chance(40) ? `https://www.linkedin.com/in/applicant-${index + 1}` : '',
      apply_date: day(applied),
      source: draw.pick(['Indeed', 'Referral', 'Jobs page', '']),
      recruiter_id: draw.chance(50) ? `usr_${1 + draw.below(4)}` : '0',
      ...this.#answers(index, silent),
      ...resumeOf(index, id, this.filesUrl),
      jobs: this.#applications(index),
      comments: [],
      activities: [],
    };
  }

  /** The résumé, where there is one, and somebody's report beside it, which is none. */
  files({ id, apply_date, resume_link }: JazzhrApplicantRecord, index: number): JazzhrFileRecord[] {
    if (resume_link === '') return [];
    const file = (name: string, path: string): JazzhrFileRecord => ({
      ...SAMPLE_FILE,
      id: `file_${index + 1}_${name}`,
      applicant_id: id,
      filename: `${name}_${index + 1}.pdf`,
      date_loaded: apply_date,
      file_url: `${this.filesUrl}/${path}`,
    });
    const signed = `${index + 1}.pdf?X-Amz-Signature=jazzhr`;
    const resume = opensWithoutCookie(index) ? `resume/${signed}` : `signed-in-only/${index + 1}.pdf`;
    const files = [file('resume', resume)];
    return index % 3 === 0 ? [...files, file('assessment', `resume/${signed}`)] : files;
  }

  #applications(index: number): JazzhrApplicationRecord[] {
    const draw = new Draw(this.seed, index, APPLICATION);
    const count = index % TWO_JOBS_EVERY === TWO_JOBS_EVERY - 1 ? 2 : 1;
    const first = draw.below(this.jobs);
    return Array.from({ length: Math.min(count, this.jobs) }, (_, position) => {
      const job = this.job((first + position) % this.jobs);
      const step = draw.pick(JAZZHR_STEPS);
      return applicationTo(job, step);
    });
  }

  #answers(index: number, silent: boolean): Record<string, unknown> {
    const draw = new Draw(this.seed, index, ANSWERS);
    if (silent) return { languages: 'No Answer', education_level: 'No Answer', rating: null };
    return {
      languages: draw.pick(['English', 'English, French', 'No Answer', '']),
      education_level: draw.pick([`College - ${draw.pick(DEGREES)}`, 'No Answer', '']),
      college: draw.chance(50) ? draw.pick(SCHOOLS) : '',
      college_gpa: draw.chance(30) ? '3.4' : '',
      desired_salary: draw.pick(['No Answer', '0', '65000']),
      desired_start_date: draw.pick(['0000-00-00', '2026-06-01']),
      willing_to_relocate: draw.pick(['Yes', 'No', 'No Answer']),
      rating: draw.pick([false, '4', null]),
    };
  }
}

/** Where somebody who applies to a job stands. */
export function applicationTo(
  job: JazzhrJobRecord,
  step: (typeof JAZZHR_STEPS)[number] = JAZZHR_STEPS[0],
): JazzhrApplicationRecord {
  return {
    ...SAMPLE_APPLICATION,
    job_id: job.id,
    job_title: job.title,
    workflow_step_id: step.id,
    applicant_progress: step.name,
  };
}

/** Two in five have a résumé, and of these every other one opens without a browser's cookie. */
function resumeOf(index: number, id: string, filesUrl: string) {
  if (index % 5 > 1) return { resume_body: '', resume_link: '' };
  const target = encodeURIComponent(`accounts/7/${id}/resume_${index + 1}.pdf`);
  return {
    resume_body: index % 5 === 0 ? `Curriculum of applicant ${index + 1}\nTen years at sea` : '',
    resume_link: `${filesUrl}/signed-in-only/resume?url=${target}`,
  };
}

function opensWithoutCookie(index: number): boolean {
  return index % 2 === 0;
}

/** `YYYY-MM-DD` */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** `YYYYMMDDhhmmss`, as JazzHR's ids have it. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** Six letters that tell numbers apart, as JazzHR's ids end. */
export function code(index: number): string {
  const letters = index
    .toString(26)
    .replace(/./g, (digit) => String.fromCharCode(65 + Number.parseInt(digit, 26)));
  return letters.padStart(6, 'A');
}
