import { json, type Answer } from '../http/answer.js';
import type { Api } from '../http/api.js';
import type { Call } from '../http/call.js';
import type { RateLimit } from '../http/rate-limit.js';
import { jobItem, type ItemLedger } from '../records/items.js';
import type { JazzhrAccount } from './account.js';
import { applicantRows, jobRows, readQuery, type ApplicantRow } from './query.js';
import type { JazzhrApplicantRecord } from './records.js';

/** What users report; the sandbox enforces a limit only when it is asked to. */
export const JAZZHR_RATE_LIMIT: RateLimit = { requests: 80, perMs: 60_000 };

const PER_PAGE = 100;

/** The lists within an applicant that JazzHR puts down as the entry itself when there is one. */
const LISTS = [
  'jobs',
  'comments',
  'feedback',
  'activities',
  'messages',
  'questionnaire',
  'evaluation',
  'categories',
];

/**
 * JazzHR's API, as far as applicants, jobs and files go. What public clients agree on: the key in the query
 * of a GET and in the JSON body of a POST, filters and pages as segments of the path, 100 a page, one result
 * without its list, texts everywhere, `_error` in an answer of 200, a 429 without `Retry-After`. Unverified:
 * the bodies of 401, 404 and 429, and that a list has an applicant once for each job.
 */
export class JazzhrApi implements Api {
  readonly name = 'jazzhr';
  readonly base = '/jazzhr/v1/';
  readonly showsRateLimit = false;

  constructor(
    private readonly apiKey: string,
    private readonly account: JazzhrAccount,
    private readonly ledger: ItemLedger,
  ) {}

  handle(call: Call): Answer {
    if (call.method === 'POST') return this.#post(call);
    if (call.query.get('apikey') !== this.apiKey) return this.failure(401);
    if (call.method !== 'GET') return this.failure(404);
    const [resource, ...rest] = call.segments;
    // As servers do that tidy up a path: whatever stood before it would be gone.
    if (rest.some((segment) => segment === '.' || segment === '..' || segment === ''))
      return this.failure(404);
    switch (resource) {
      case 'applicants':
        return rest.length === 1 ? this.#applicant(rest[0] ?? '') : this.#applicants(rest);
      case 'jobs':
        return rest.length === 1 ? this.#job(rest[0] ?? '') : this.#jobs(rest);
      case 'files':
        return this.#files(rest);
      case 'applicants2jobs':
        return this.#applications(rest);
      default:
        return this.failure(404);
    }
  }

  /** `applicants/name/{value}/page/{value}` */
  routeOf(path: string): string {
    const [resource = '', ...rest] = path.split('/');
    if (rest.length === 1) return `${resource}/{id}`;
    return [resource, ...rest.map((segment, at) => (at % 2 === 0 ? segment : '{value}'))].join('/');
  }

  referenceOf(call: Call): string | undefined {
    const last = call.segments.at(-1) ?? '';
    if (last.startsWith('job_')) return jobItem(last);
    return last.startsWith('prospect_') ? last : undefined;
  }

  /** Says how long to wait only when a test insists on it. */
  tooManyRequests(retryAfter?: string, resetAtSeconds?: number): Answer {
    const insisted = retryAfter !== undefined && resetAtSeconds === undefined;
    return json(429, { error: ERRORS[429] }, insisted ? { 'Retry-After': retryAfter } : undefined);
  }

  failure(status: number): Answer {
    return json(status, { error: ERRORS[status] ?? 'Internal error' });
  }

  #applicants(segments: readonly string[]): Answer {
    const query = readQuery(segments);
    const rows = query && applicantRows(this.account, query);
    if (rows === undefined) return this.failure(404);
    const page = pageOf(rows, query?.page);
    for (const { applicant } of page) this.ledger.add(applicant.id, 'served');
    return this.#list(page.map(summaryOf));
  }

  #applicant(id: string): Answer {
    const applicant = this.account.applicant(id);
    if (applicant === undefined) return this.failure(404);
    this.ledger.add(id, 'served');
    return json(200, withBareLists(applicant));
  }

  #jobs(segments: readonly string[]): Answer {
    const query = readQuery(segments);
    const rows = query && jobRows(this.account, query);
    if (rows === undefined) return this.failure(404);
    const page = pageOf(rows, query?.page);
    for (const { id } of page) this.ledger.add(jobItem(id), 'served');
    return this.#list(page.map(({ confidential: _hidden, private: _unseen, ...job }) => job));
  }

  #job(id: string): Answer {
    const job = this.account.job(id);
    if (job === undefined) return this.failure(404);
    const applied = this.account
      .applicants()
      .filter(({ jobs }) => jobs.some(({ job_id }) => job_id === id))
      .map((applicant) => ({ prospect_id: applicant.id, apply_date: applicant.apply_date }));
    this.ledger.add(jobItem(id), 'served');
    const { confidential: _hidden, private: _unseen, ...shown } = job;
    return json(200, { ...shown, job_applicants: bare(applied) });
  }

  /** The filter is known to let files of other applicants through, so one of somebody else's comes along. */
  #files(segments: readonly string[]): Answer {
    const query = readQuery(segments);
    const owner = query?.filters.get('applicant_id');
    if (query === undefined || owner === undefined) return this.failure(404);
    const files = this.account.files();
    const own = files.filter(({ applicant_id }) => applicant_id === owner);
    const stranger = files.find(({ applicant_id }) => applicant_id !== owner);
    return this.#list(stranger && own.length > 0 ? [...own, stranger] : own);
  }

  #applications(segments: readonly string[]): Answer {
    const query = readQuery(segments);
    const rows = query && applicantRows(this.account, query);
    if (rows === undefined) return this.failure(404);
    return this.#list(
      pageOf(rows, query?.page).map(({ applicant, application }) => ({
        id: `projob_${applicant.id.slice('prospect_'.length)}`,
        applicant_id: applicant.id,
        job_id: application?.job_id ?? null,
        rating: '0',
        workflow_step_id: application?.workflow_step_id ?? null,
        date: '0000-00-00',
      })),
    );
  }

  #post(call: Call): Answer {
    const body = call.json;
    if (typeof body !== 'object' || body === null) return this.failure(401);
    const { apikey, ...applicant } = body as Record<string, unknown>;
    if (apikey !== this.apiKey) return this.failure(401);
    if (call.path !== 'applicants') return this.failure(404);
    const { last_name, job } = applicant;
    if (typeof last_name !== 'string' || last_name.trim() === '') {
      return json(200, { _error: 'Missing required field: last_name' });
    }
    if (job !== undefined && (typeof job !== 'string' || this.account.job(job) === undefined)) {
      return json(200, { _error: 'Invalid job' });
    }
    return json(200, { prospect_id: this.account.create(applicant) });
  }

  #list(rows: readonly object[]): Answer {
    if (rows.length > 0) return json(200, bare(rows));
    const { nothing } = this.account;
    return { status: 200, body: nothing === 'empty body' ? '' : nothing };
  }
}

const ERRORS: Readonly<Record<number, string>> = {
  401: 'Invalid API key',
  403: 'Forbidden',
  404: 'Not found',
  429: 'Too many requests',
};

function pageOf<Row>(rows: readonly Row[], page = 1): Row[] {
  return rows.slice((page - 1) * PER_PAGE, page * PER_PAGE);
}

/** JazzHR puts down a list of one as its entry. */
function bare<Entry>(list: readonly Entry[]): Entry | readonly Entry[] {
  return list.length === 1 ? (list[0] as Entry) : list;
}

function withBareLists(applicant: JazzhrApplicantRecord): object {
  const lists = LISTS.map((name) => {
    const list = applicant[name];
    return [name, Array.isArray(list) ? bare(list) : list] as const;
  });
  return { ...applicant, ...Object.fromEntries(lists) };
}

/** All that a list tells. */
function summaryOf({ applicant, application }: ApplicantRow): object {
  return {
    id: applicant.id,
    first_name: applicant.first_name,
    last_name: applicant.last_name,
    prospect_phone: applicant.phone,
    apply_date: applicant.apply_date,
    job_id: application?.job_id ?? null,
    job_title: application?.job_title ?? null,
  };
}
