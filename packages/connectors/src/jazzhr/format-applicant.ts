import type { HrflowProfile } from '../hrflow/profile/schema.js';
import { htmlToText } from '../kit/html.js';
import type { JazzhrApplicant, JazzhrApplication, JazzhrCategory } from './applicant.js';
import { recordsOf } from './rows.js';
import { idOf, joined, momentOf, named, textOf, textsOf } from './value.js';

/**
 * An applicant of JazzHR's for HrFlow. Pure, and total for whatever JazzHR may send.
 *
 * The résumé goes as a file where one could be fetched, and HrFlow takes its text from it; else as the text
 * that JazzHR parsed.
 *
 * What stays in JazzHR: the recruiters' words (notes, comments, feedback, messages, references), and what
 * may be asked for by law but not used to match people by: the answers about gender, race, disability and
 * veterans (`eeo_…`, `eeoc_…`), felonies, citizenship and age. A workflow that needs them has a format of
 * its own.
 */
export function formatJazzhrApplicant(applicant: JazzhrApplicant): HrflowProfile {
  const { first_name, last_name, email, phone, address, location, resume_file } = applicant;
  const resumeText = resumeTextOf(applicant);
  return {
    reference: textOf(applicant.id),
    created_at: momentOf(applicant.apply_date),
    info: {
      full_name: joined([first_name, last_name], ' '),
      first_name: textOf(first_name),
      last_name: textOf(last_name),
      email: textOf(email),
      phone: textOf(phone),
      date_birth: null,
      gender: null,
      location: { text: joined([address, location], ', '), lat: null, lng: null },
      urls: urlsOf(applicant),
      picture: null,
      summary: null,
    },
    educations: educationsOf(applicant),
    languages: languagesOf(applicant),
    tags: tagsOf(applicant),
    metadatas: named({ wmyu: applicant.wmyu }),
    ...(resume_file ? { resume: { ...resume_file } } : resumeText !== null && { text: resumeText }),
  };
}

/** Whether `resume_body` is plain or HTML is unverified; a plain text stays as it is, line by line. */
function resumeTextOf({ resume_body }: JazzhrApplicant): string | null {
  const text = textOf(resume_body);
  return text === null ? null : textOf(htmlToText(text));
}

function urlsOf({ linkedin_url, twitter_username, website }: JazzhrApplicant) {
  const urls = [
    { type: 'linkedin', url: textOf(linkedin_url) },
    { type: 'twitter', url: twitterUrl(textOf(twitter_username)) },
    { type: 'from_resume', url: textOf(website) },
  ];
  return urls.flatMap(({ type, url }) => (url === null ? [] : [{ type, url }]));
}

/** JazzHR asks for the name and takes whatever is written there, an address as well. */
function twitterUrl(name: string | null): string | null {
  const plain = name === null ? undefined : /^@?(\w{1,15})$/.exec(name)?.[1];
  return plain === undefined ? name : `https://twitter.com/${plain}`;
}

/** JazzHR knows one education, in three free fields and without dates. */
function educationsOf({ college, education_level, college_gpa }: JazzhrApplicant) {
  const [school, title, grade] = [textOf(college), textOf(education_level), textOf(college_gpa)];
  if (school === null && title === null) return [];
  const description = grade === null ? null : `GPA: ${grade}`;
  return [{ school, title, description, date_start: null, date_end: null }];
}

function languagesOf({ languages }: JazzhrApplicant) {
  return textsOf((textOf(languages) ?? '').split(/[,;/|\n]+|\s+and\s+/i)).map((name) => ({
    name,
    value: null,
  }));
}

function tagsOf(applicant: JazzhrApplicant) {
  const jobs = recordsOf<JazzhrApplication>(applicant.jobs);
  const categories = recordsOf<JazzhrCategory>(applicant.categories);
  const { rating } = applicant;
  return named({
    resume: resumeStateOf(applicant),
    source: applicant.source,
    referrer: applicant.referrer,
    apply_date: applicant.apply_date,
    job_id: jobs.map(({ job_id }) => job_id),
    job_title: jobs.map(({ job_title }) => job_title),
    applicant_progress: jobs.map(({ applicant_progress }) => applicant_progress),
    workflow_step_id: jobs.map(({ workflow_step_id }) => idOf(workflow_step_id)),
    category: categories.map(({ name }) => name),
    recruiter_id: idOf(applicant.recruiter_id),
    rating: typeof rating === 'boolean' ? null : idOf(rating),
    desired_salary: idOf(applicant.desired_salary),
    desired_start_date: applicant.desired_start_date,
    willing_to_relocate: applicant.willing_to_relocate,
    has_driver_license: applicant.has_driver_license,
    has_cdl: applicant.has_cdl,
    can_work_weekends: applicant.can_work_weekends,
    can_work_evenings: applicant.can_work_evenings,
    can_work_overtime: applicant.can_work_overtime,
  });
}

/**
 * How the résumé came: as `file`, as `text`, or not at all though JazzHR has one (`unavailable`), so that
 * somebody can find the profiles it is missing from.
 */
function resumeStateOf(applicant: JazzhrApplicant): string {
  if (applicant.resume_file) return 'file';
  if (resumeTextOf(applicant) !== null) return 'text';
  return textOf(applicant.resume_link) === null ? 'none' : 'unavailable';
}
