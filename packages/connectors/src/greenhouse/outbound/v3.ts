import { RejectedItemError } from '../../kit/errors.js';
import type { HttpClient, HttpRequest } from '../../kit/http/client.js';
import { present } from '../present.js';
import type {
  CandidateFields,
  EducationIds,
  GreenhouseFields,
  Harvest,
  HeldApplication,
  HeldCandidate,
  HeldEducation,
  HeldEmployment,
  HeldResume,
  NewAttachment,
  Term,
  Vocabulary,
} from './harvest.js';
import type { GreenhouseEmploymentItem } from './item.js';
import { hasEmail } from './locate.js';
import { readAll } from './pages.js';
import { idIn } from './v1.js';
import {
  applicationOf,
  type V3Application,
  type V3Candidate,
  type V3Education,
  educationOf,
  fieldsOf,
  isReady,
  optionIdsOf,
  stillCreating,
} from './v3-objects.js';

/** The most that v3 gives (Harvest v3 docs, "Pagination"). */
const PER_PAGE = 500;
/** The most ids in one parameter (`maxItems: 50` of every list in the v3 reference). */
const MAX_IDS = 50;
const OPTION_KEYS: Readonly<Record<Vocabulary, string>> = {
  school: 'school_name',
  degree: 'degree',
  discipline: 'discipline',
};

/**
 * Harvest v3. It knows by the token who acts. What belongs to a candidate lies in lists of its own, and there
 * is no reading of a single one: `ids` has to do (v3 reference; greenhouse-mcp, "v3 endpoint inventory").
 */
export class HarvestV3 implements Harvest {
  constructor(private readonly client: HttpClient) {}

  async find(id: string): Promise<HeldCandidate | undefined> {
    const found = await this.list<V3Candidate>('candidates', { ids: id });
    const candidate = found.find((each) => String(each.id) === id);
    return candidate && isReady(candidate) ? this.heldOf(candidate) : undefined;
  }

  async findByEmail(email: string): Promise<HeldCandidate[]> {
    const found = await this.list<V3Candidate>('candidates', { email });
    if (found.some((candidate) => !isReady(candidate))) throw stillCreating();
    return found
      .filter((candidate) => hasEmail(fieldsOf(candidate), email))
      .map((candidate) => this.heldOf(candidate));
  }

  /**
   * The answer is `{candidate, application}` in a third-party schema and could be the bare candidate; both
   * are read. A person without a job is a prospect: v1's `POST prospects` has become an application with
   * `prospect` (third-party client; unverified).
   */
  async create(fields: GreenhouseFields, jobId: string | null): Promise<number> {
    const application = jobId === null ? { prospect: true } : { job_id: Number(jobId) };
    const body = await this.write('POST', 'candidates', { ...fields, application });
    const { candidate } = (body ?? {}) as { candidate?: unknown };
    return idIn(candidate ?? body, 'POST candidates');
  }

  async edit(id: number, fields: CandidateFields): Promise<void> {
    await this.write('PATCH', `candidates/${id}`, fields);
  }

  async apply(id: number, jobId: string): Promise<void> {
    await this.write('POST', 'applications', { candidate_id: id, job_id: Number(jobId) });
  }

  async addEducation(id: number, education: EducationIds): Promise<void> {
    const { school, degree, discipline, start_date, end_date } = education;
    await this.write('POST', 'candidate_educations', {
      candidate_id: id,
      school_name_custom_field_option_id: school,
      degree_custom_field_option_id: degree,
      discipline_custom_field_option_id: discipline,
      start_date: dayOf(start_date),
      end_date: dayOf(end_date),
    });
  }

  async addEmployment(id: number, employment: GreenhouseEmploymentItem): Promise<void> {
    const { company_name, title, start_date, end_date } = employment;
    await this.write('POST', 'candidate_employments', {
      candidate_id: id,
      company_name,
      title,
      start_date: dayOf(start_date),
      end_date: dayOf(end_date),
    });
  }

  /** In v3 a file belongs to an application, and an application's new résumé takes the old one's place. */
  async attach(
    candidate: HeldCandidate,
    { filename, content }: NewAttachment,
    jobId: string | null,
  ): Promise<void> {
    const application = bestOf(await candidate.applications(), jobId);
    if (!application) throw withoutApplication();
    const json = { application_id: application.id, filename, type: 'resume', content };
    await this.write('POST', 'attachments', json);
  }

  async reject(applicationId: number, reasonId: string | null): Promise<void> {
    const json = reasonId === null ? {} : { rejection_reason_id: Number(reasonId) };
    await this.write('POST', `applications/${applicationId}/reject`, json);
  }

  terms(vocabulary: Vocabulary): Promise<Term[]> {
    return this.list('custom_field_options', { custom_field_key: OPTION_KEYS[vocabulary], active: true });
  }

  async knows(what: 'user' | 'job', id: string): Promise<boolean> {
    const found = await this.list<{ id?: unknown }>(`${what}s`, { ids: id });
    return found.some((each) => String(each.id) === id);
  }

  private heldOf(candidate: V3Candidate): HeldCandidate {
    const { id } = candidate;
    const its = <Entry>(path: string, more: object = {}): Promise<Entry[]> =>
      this.list<Entry>(path, { candidate_ids: id, ...more });
    return {
      id,
      fields: fieldsOf(candidate),
      applications: async (): Promise<HeldApplication[]> =>
        (await its<V3Application>('applications')).flatMap(applicationOf),
      educations: async () => this.named(await its<V3Education>('candidate_educations')),
      employments: () => its<HeldEmployment>('candidate_employments'),
      resumes: () => its<HeldResume>('attachments', { type: 'resume' }),
    };
  }

  /** Educations with names in place of the ids of options. */
  private async named(educations: readonly V3Education[]): Promise<HeldEducation[]> {
    const ids = [...new Set(educations.flatMap(optionIdsOf))];
    const names = new Map<number, string>();
    for (let start = 0; start < ids.length; start += MAX_IDS) {
      const some = ids.slice(start, start + MAX_IDS).join(',');
      for (const { id, name } of await this.list<Term>('custom_field_options', { ids: some }))
        names.set(id, name);
    }
    return educations.map((education) => educationOf(education, names));
  }

  private async list<Entry>(path: string, query: object): Promise<Entry[]> {
    return present(await readAll<Entry | null>(this.client, path, { ...query, per_page: PER_PAGE }));
  }

  private async write(method: HttpRequest['method'], path: string, json: unknown): Promise<unknown> {
    return (await this.client.send({ method, path, json })).body;
  }
}

const dayOf = (date: string | null | undefined): string | undefined => date?.slice(0, 'YYYY-MM-DD'.length);

/** The application to the job in question, else the one where something happened last; active ones first. */
function bestOf(applications: readonly HeldApplication[], jobId: string | null): HeldApplication | undefined {
  const rank = ({ active, jobIds }: HeldApplication): number =>
    (jobId !== null && jobIds.includes(jobId) ? 2 : 0) + (active ? 1 : 0);
  const [best] = applications.toSorted(
    (a, b) => rank(b) - rank(a) || b.lastActivity.localeCompare(a.lastActivity),
  );
  return best;
}

function withoutApplication(): RejectedItemError {
  return new RejectedItemError(
    'The résumé was not attached: in Harvest v3 a file belongs to an application, and the candidate has none. ' +
      'Add the candidate to a job in Greenhouse, or create it with pushParameters.job_id, then retry.',
    { code: 'application_missing', path: 'resume' },
  );
}
