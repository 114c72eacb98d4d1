import { ConfigurationError, RejectedItemError, RetryableError } from '../../kit/errors.js';
import type { HttpClient, HttpRequest } from '../../kit/http/client.js';
import type { GreenhouseCandidate } from '../candidate.js';
import { present } from '../../kit/present.js';
import { joinCandidates, type Depth } from '../v3/join.js';
import { readAll } from '../v3/list.js';
import type { V3Candidate } from '../v3/records.js';
import type {
  CandidateFields,
  EducationIds,
  GreenhouseFields,
  Harvest,
  HeldApplication,
  HeldCandidate,
  NewAttachment,
  Term,
  Vocabulary,
} from './harvest.js';
import { heldBy } from './held.js';
import type { GreenhouseEmploymentItem } from './item.js';
import { hasEmail } from './locate.js';
import { idIn } from './v1.js';

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
    const found = await this.candidates({ ids: id });
    const candidate = found.find((each) => String(each.id) === id);
    return candidate && isReady(candidate) ? this.heldOf(candidate) : undefined;
  }

  async findByEmail(email: string): Promise<HeldCandidate[]> {
    const found = await this.candidates({ email });
    if (!found.every(isReady)) throw stillCreating();
    return found.map((candidate) => this.heldOf(candidate)).filter(({ fields }) => hasEmail(fields, email));
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
    const query = { custom_field_key: OPTION_KEYS[vocabulary], active: true };
    return readAll<Term>(this.client, 'custom_field_options', query);
  }

  async knows(what: 'user' | 'job', id: string): Promise<boolean> {
    const found = await readAll<{ id?: unknown }>(this.client, `${what}s`, { ids: id });
    return found.some((each) => String(each.id) === id);
  }

  private heldOf(candidate: V3Candidate): HeldCandidate {
    const { private: isPrivate, ...fields } = candidate;
    const load = async (depth: Depth): Promise<GreenhouseCandidate> => {
      const [joined] = await joinCandidates(this.client, [candidate], depth);
      return joined ?? { id: candidate.id };
    };
    return heldBy(candidate.id, { ...fields, is_private: isPrivate ?? null }, load);
  }

  private async candidates(query: Readonly<Record<string, string>>): Promise<V3Candidate[]> {
    return present(await readAll<V3Candidate | null>(this.client, 'candidates', query));
  }

  private async write(method: HttpRequest['method'], path: string, json: unknown): Promise<unknown> {
    try {
      return (await this.client.send({ method, path, json })).body;
    } catch (error) {
      throw error instanceof ConfigurationError && error.code === 'forbidden'
        ? scopeMissing(method, path, error)
        : error;
    }
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

/** While Greenhouse is at work on a candidate, its item may be a `message` alone (v3 reference, "List candidates"). */
function isReady({ id, email_addresses }: Partial<V3Candidate>): boolean {
  return typeof id === 'number' && Array.isArray(email_addresses);
}

/** Whoever it is may be the one that is looked for: to create it now could make a double. */
function stillCreating(): RetryableError {
  return new RetryableError(
    'Greenhouse is still at work on a candidate with this e-mail address. The item is tried again.',
    { code: 'candidate_pending', detail: 'GET candidates: an item without e-mail addresses' },
  );
}

/** A 403 is a scope that is missing, or a user who may not do it (Harvest v3 docs, "Authentication"). */
function scopeMissing(
  method: HttpRequest['method'],
  path: string,
  cause: ConfigurationError,
): ConfigurationError {
  const [resource, , verb = method === 'PATCH' ? 'update' : 'create'] = path.split('/');
  return new ConfigurationError(
    `Greenhouse does not let these credentials write ${resource} (403). Give those of connectorAuth.client_id the ` +
      `scope harvest:${resource}:${verb}, and let them act for a user who may do it (connectorAuth.user_id).`,
    { code: 'forbidden', path: 'connectorAuth.client_id', detail: cause.detail, cause },
  );
}
