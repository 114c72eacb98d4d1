import { json, type Answer } from '../../http/answer.js';
import type { Call } from '../../http/call.js';
import type { Candidate } from '../candidate.js';
import type { OptionKey, Options } from '../v3/options.js';
import { Body } from './body.js';
import { FIELDS, readFields } from './fields.js';
import type { People } from './people.js';
import { invalid, notFound, Refusal } from './refusal.js';
import { REASON_IDS, USERS } from './users.js';

/** "One of" of "POST: Add Attachment"; those of an application are more. */
const ATTACHMENT_TYPES = ['resume', 'cover_letter', 'admin_only'];
/** The usual ones of "Accepted content types" (Harvest v1 docs, "POST: Add Attachment"). */
const CONTENT_TYPES = [
  'application/pdf',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'text/plain',
  'text/html',
  'image/jpeg',
  'image/png',
];

/** The paths under which v1 lists an education's names. */
const LISTS: Readonly<Record<string, OptionKey>> = {
  schools: 'school_name',
  degrees: 'degree',
  disciplines: 'discipline',
};

type Handler = (call: Call, id: number) => Answer;

/**
 * What Harvest v1 writes of candidates, and the lists that a writer looks things up in. Documented: paths,
 * parameters, what is required, the truncated answer to a creation, that a PATCH replaces lists, that only
 * active applications can be rejected. Unverified: the answers to a missing or unknown `On-Behalf-Of`, and
 * the status of a creation other than that of educations and employments (201).
 */
export class V1Writes {
  readonly #routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
    ['GET', /^(schools|degrees|disciplines)$/, (call) => this.#list(call)],
    ['GET', /^users\/(\d+)$/, (_call, id) => this.#user(id)],
    ['POST', /^candidates$/, (call) => this.#create(call)],
    ['POST', /^prospects$/, (call) => this.#createProspect(call)],
    ['PATCH', /^candidates\/(\d+)$/, (call, id) => this.#edit(call, id)],
    ['POST', /^candidates\/(\d+)\/applications$/, (call, id) => this.#apply(call, id)],
    ['POST', /^candidates\/(\d+)\/educations$/, (call, id) => this.#addEducation(call, id)],
    ['POST', /^candidates\/(\d+)\/employments$/, (call, id) => this.#addEmployment(call, id)],
    ['POST', /^candidates\/(\d+)\/attachments$/, (call, id) => this.#attach(call, id)],
    ['POST', /^applications\/(\d+)\/reject$/, (call, id) => this.#reject(call, id)],
  ];

  constructor(
    private readonly people: People,
    private readonly options: Options,
  ) {}

  /** Nothing for a call that isn't one of these. */
  handle(call: Call): Answer | undefined {
    for (const [method, path, handler] of this.#routes) {
      const match = call.method === method ? path.exec(call.path) : null;
      if (match === null) continue;
      try {
        if (method !== 'GET') checkUser(call);
        return handler(call, Number(match[1]));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return answerTo(error);
      }
    }
    return undefined;
  }

  #list({ path }: Call): Answer {
    const terms = this.options.of(LISTS[path] as OptionKey);
    return json(
      200,
      terms.map(({ id, name }, priority) => ({ id, name, priority })),
    );
  }

  #user(id: number): Answer {
    const user = USERS.find((each) => each.id === id);
    if (!user) throw notFound();
    return json(200, { ...user, disabled: false, site_admin: true });
  }

  #create(call: Call): Answer {
    const body = new Body(call.json, [...FIELDS, 'applications']);
    const fields = readFields(body);
    for (const name of ['first_name', 'last_name']) body.required(name);
    const applications = body.list('applications') ?? [];
    if (applications.length === 0) body.refuse('applications', 'At least one application is required');
    body.end();
    const jobIds = applications.map((application) => {
      const each = new Body(application, ['job_id']);
      const id = each.id('job_id');
      if (!this.people.hasJob(id)) each.refuse('job_id', 'is invalid');
      each.end();
      return id;
    });
    let candidate = this.people.create(fields);
    for (const id of jobIds) candidate = this.#withApplication(candidate, id, false);
    return this.#created(candidate);
  }

  /** "If the request does not contain an application object, the person will be created as a jobless prospect." */
  #createProspect(call: Call): Answer {
    const body = new Body(call.json, [...FIELDS, 'application']);
    const fields = readFields(body);
    for (const name of ['first_name', 'last_name']) body.required(name);
    body.end();
    return this.#created(this.#withApplication(this.people.create(fields), null, true));
  }

  #withApplication(candidate: Candidate, jobId: number | null, prospect: boolean): Candidate {
    const application = this.people.apply(candidate, jobId, prospect);
    const applications = [...candidate.applications, application];
    return { ...candidate, applications, application_ids: applications.map(({ id }) => id) };
  }

  /** While Greenhouse is still at work, the answer has nothing but ids. */
  #created(candidate: Candidate): Answer {
    const { id, application_ids } = candidate;
    return json(201, this.people.isHidden(id) ? { id, application_ids } : candidate);
  }

  #edit(call: Call, id: number): Answer {
    const body = new Body(call.json, FIELDS);
    const fields = readFields(body);
    body.end();
    return json(200, this.people.edit(id, fields));
  }

  #apply(call: Call, id: number): Answer {
    const body = new Body(call.json, ['job_id']);
    const jobId = body.id('job_id');
    if (jobId === null) body.refuse('job_id', "can't be blank");
    body.end();
    return json(201, this.people.apply(this.people.find(id), jobId, false));
  }

  #addEducation(call: Call, id: number): Answer {
    const body = new Body(call.json, ['school_id', 'degree_id', 'discipline_id', 'start_date', 'end_date']);
    const education = {
      school_name: this.#nameOf(body, 'school_id', 'school_name'),
      discipline: this.#nameOf(body, 'discipline_id', 'discipline'),
      degree: this.#nameOf(body, 'degree_id', 'degree'),
      start_date: body.date('start_date'),
      end_date: body.date('end_date'),
    };
    body.end();
    return json(201, this.people.addEducation(id, education));
  }

  #nameOf(body: Body, field: string, key: OptionKey): string | null {
    const id = body.id(field);
    return id === null ? null : (this.options.nameOf(key, id) ?? body.refuse(field, 'is invalid'));
  }

  #addEmployment(call: Call, id: number): Answer {
    const body = new Body(call.json, ['company_name', 'title', 'start_date', 'end_date']);
    const employment = {
      company_name: body.required('company_name'),
      title: body.required('title'),
      start_date: body.required('start_date') && body.date('start_date'),
      end_date: body.date('end_date'),
    };
    body.end();
    return json(201, this.people.addEmployment(id, employment));
  }

  #attach(call: Call, id: number): Answer {
    const body = new Body(call.json, ['filename', 'type', 'content', 'url', 'content_type']);
    const file = {
      filename: body.required('filename'),
      type: body.required('type') && (body.oneOf('type', ATTACHMENT_TYPES) ?? ''),
    };
    if (body.has('content') === body.has('url')) body.refuse('content', 'Provide either content or url');
    if (body.has('content')) body.required('content_type');
    const contentType = body.oneOf('content_type', CONTENT_TYPES);
    body.end();
    const { filename, url, type } = this.people.attach(id, file);
    return json(201, { filename, url, type, content_type: contentType });
  }

  #reject(call: Call, id: number): Answer {
    const body = new Body(call.json, ['rejection_reason_id', 'notes']);
    const reason = body.id('rejection_reason_id');
    if (reason !== null && !REASON_IDS.includes(reason)) body.refuse('rejection_reason_id', 'is invalid');
    body.end();
    return json(200, this.people.reject(id));
  }
}

/** "Required for auditing purposes"; with which words it is missed is unverified. */
function checkUser({ headers }: Call): void {
  const id = headers['on-behalf-of'];
  if (id === undefined) throw invalid({ field: 'On-Behalf-Of', message: 'header is required' });
  if (!USERS.some((user) => String(user.id) === id)) throw new Refusal(403);
}

const MESSAGES = { 403: 'Forbidden', 404: 'Resource not found', 422: 'Validation error' } as const;

/** The documented envelope. One about the state of things has `errors` alone ("POST: Unreject Application"). */
function answerTo({ status, faults }: Refusal): Answer {
  if (status !== 422) return json(status, { message: MESSAGES[status] });
  const isAboutState = faults.every(({ field }) => field === undefined);
  return json(422, isAboutState ? { errors: faults } : { message: MESSAGES[422], errors: faults });
}
