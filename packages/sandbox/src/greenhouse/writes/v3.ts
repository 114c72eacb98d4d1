import { json, type Answer } from '../../http/answer.js';
import type { Call } from '../../http/call.js';
import type { CandidatePatch } from '../candidate.js';
import { applicationRow, candidateRow } from '../v3/candidate-rows.js';
import type { OptionKey, Options } from '../v3/options.js';
import { Body } from './body.js';
import { FIELDS, readFields } from './fields.js';
import type { People } from './people.js';
import { Refusal } from './refusal.js';
import { REASON_IDS } from './users.js';

type Handler = (call: Call, id: number) => Answer;

interface Route {
  readonly method: 'POST' | 'PATCH';
  readonly path: RegExp;
  /** `harvest:candidates:create` and the like. */
  readonly scope: string;
  readonly handler: Handler;
}

/** Types of files (a third-party client that quotes the v3 reference, "Create an attachment"). */
const ATTACHMENT_TYPES = ['resume', 'cover_letter', 'take_home_test', 'offer_letter', 'other'];

/**
 * What Harvest v3 writes of candidates. From third-party clients that quote the reference: paths, keys, the 201
 * of what is added to a candidate, that `application` is one object, that lists are replaced. Unverified: the
 * status of a creation, the answer to a rejection, the words of 422s, and whether an unknown key is refused.
 */
export class V3Writes {
  readonly #routes: readonly Route[] = [
    route('POST', /^candidates$/, 'candidates:create', (call) => this.#create(call)),
    route('PATCH', /^candidates\/(\d+)$/, 'candidates:update', (call, id) => this.#edit(call, id)),
    route('POST', /^applications$/, 'applications:create', (call) => this.#apply(call)),
    route('POST', /^applications\/(\d+)\/reject$/, 'applications:reject', (call, id) =>
      this.#reject(call, id),
    ),
    route('POST', /^candidate_educations$/, 'candidate_educations:create', (call) =>
      this.#addEducation(call),
    ),
    route('POST', /^candidate_employments$/, 'candidate_employments:create', (call) =>
      this.#addEmployment(call),
    ),
    route('POST', /^attachments$/, 'attachments:create', (call) => this.#attach(call)),
  ];

  constructor(
    private readonly people: People,
    private readonly options: Options,
  ) {}

  /** Nothing for a call that isn't one of these. */
  handle(call: Call, scopes: ReadonlySet<string> | undefined): Answer | undefined {
    for (const { method, path, scope, handler } of this.#routes) {
      const match = call.method === method ? path.exec(call.path) : null;
      if (match === null) continue;
      if (scopes && !scopes.has(scope)) return json(403, MESSAGES[403]);
      try {
        return handler(call, Number(match[1]));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return answerTo(error);
      }
    }
    return undefined;
  }

  /** "At most one application", and none makes a candidate without any. */
  #create(call: Call): Answer {
    const body = new Body(call.json, [...FIELDS, 'application']);
    const fields: CandidatePatch = readFields(body);
    for (const name of ['first_name', 'last_name']) body.required(name);
    body.end();
    const asked = body.has('application') ? this.#readApplication(body.raw('application')) : undefined;
    const candidate = this.people.create(fields);
    const application = asked && this.people.apply(candidate, asked.jobId, asked.prospect);
    return json(201, {
      candidate: candidateRow(candidate),
      application: application ? applicationRow(application) : null,
    });
  }

  #readApplication(value: unknown): { jobId: number | null; prospect: boolean } {
    const application = new Body(value, ['job_id', 'prospect']);
    const [jobId, prospect] = [application.id('job_id'), application.boolean('prospect') ?? false];
    if (jobId === null && !prospect) application.refuse('job_id', "can't be blank");
    if (jobId !== null && !this.people.hasJob(jobId)) application.refuse('job_id', 'is invalid');
    application.end();
    return { jobId, prospect };
  }

  #edit(call: Call, id: number): Answer {
    const body = new Body(call.json, FIELDS);
    const fields = readFields(body);
    body.end();
    return json(200, candidateRow(this.people.edit(id, fields)));
  }

  #apply(call: Call): Answer {
    const body = new Body(call.json, ['candidate_id', 'job_id']);
    const [id, jobId] = [body.id('candidate_id'), body.id('job_id')];
    if (id === null) body.refuse('candidate_id', "can't be blank");
    if (jobId === null) body.refuse('job_id', "can't be blank");
    body.end();
    return json(201, applicationRow(this.people.apply(this.people.find(id ?? 0), jobId, false)));
  }

  #addEducation(call: Call): Answer {
    const ids = ['school_name', 'degree', 'discipline'].map((key) => `${key}_custom_field_option_id`);
    const body = new Body(call.json, ['candidate_id', ...ids, 'start_date', 'end_date']);
    const id = ownerOf(body);
    const education = {
      school_name: this.#optionOf(body, 'school_name'),
      discipline: this.#optionOf(body, 'discipline'),
      degree: this.#optionOf(body, 'degree'),
      start_date: body.date('start_date'),
      end_date: body.date('end_date'),
    };
    body.end();
    return json(201, { ...this.people.addEducation(id, education), candidate_id: id });
  }

  #optionOf(body: Body, key: OptionKey): string | null {
    const field = `${key}_custom_field_option_id`;
    const id = body.id(field);
    return id === null ? null : (this.options.nameOf(key, id) ?? body.refuse(field, 'is invalid'));
  }

  #addEmployment(call: Call): Answer {
    const body = new Body(call.json, ['candidate_id', 'company_name', 'title', 'start_date', 'end_date']);
    const id = ownerOf(body);
    const employment = {
      company_name: body.required('company_name'),
      title: body.required('title'),
      start_date: body.required('start_date') && body.date('start_date'),
      end_date: body.date('end_date'),
    };
    body.end();
    return json(201, { ...this.people.addEmployment(id, employment), candidate_id: id });
  }

  #attach(call: Call): Answer {
    const body = new Body(call.json, ['application_id', 'filename', 'type', 'content', 'url', 'visibility']);
    const applicationId = body.id('application_id') ?? 0;
    const file = {
      filename: body.required('filename'),
      type: body.required('type') && (body.oneOf('type', ATTACHMENT_TYPES) ?? ''),
    };
    if (body.has('content') === body.has('url')) body.refuse('content', 'Provide either content or url');
    if (applicationId === 0) body.refuse('application_id', "can't be blank");
    body.end();
    const { candidate } = this.people.findApplication(applicationId);
    const added = this.people.attach(candidate.id, file, applicationId);
    return json(201, { ...added, application_id: applicationId, candidate_id: candidate.id });
  }

  #reject(call: Call, id: number): Answer {
    const body = new Body(call.json, ['rejection_reason_id', 'notes']);
    const reason = body.id('rejection_reason_id');
    if (reason !== null && !REASON_IDS.includes(reason)) body.refuse('rejection_reason_id', 'is invalid');
    body.end();
    this.people.reject(id);
    return json(200, { success: true });
  }
}

function route(method: Route['method'], path: RegExp, scope: string, handler: Handler): Route {
  return { method, path, scope: `harvest:${scope}`, handler };
}

function ownerOf(body: Body): number {
  const id = body.id('candidate_id');
  if (id === null) body.refuse('candidate_id', "can't be blank");
  return id ?? 0;
}

const MESSAGES = { 403: { message: 'Forbidden' }, 404: { message: 'Not Found' } } as const;

/** `errors` of objects, as seen in third-party fixtures; `message` may be missing. */
function answerTo({ status, faults }: Refusal): Answer {
  return status === 422 ? json(422, { errors: faults }) : json(status, MESSAGES[status]);
}
