import type { Application, Candidate, Education } from '../candidate.js';
import type { Row } from './filters.js';
import type { Options } from './options.js';

/**
 * A candidate of v1 as v3 has it: lists of their own for what belongs to it, and no photo, recruiter or
 * coordinator any more.
 */
export function candidateRow(candidate: Candidate): Row {
  const { id, first_name, last_name, company, title, is_private, can_email, tags } = candidate;
  return {
    id,
    first_name,
    last_name,
    preferred_name: null,
    company,
    title,
    time_zone: null,
    message: null,
    private: is_private,
    can_email,
    created_at: candidate.created_at,
    updated_at: candidate.updated_at,
    last_activity_at: candidate.last_activity,
    phone_numbers: candidate.phone_numbers,
    addresses: candidate.addresses,
    email_addresses: candidate.email_addresses,
    website_addresses: candidate.website_addresses,
    social_media_addresses: candidate.social_media_addresses,
    tags,
    linked_user_ids: candidate.linked_user_ids,
    custom_fields: candidate.keyed_custom_fields,
  };
}

export function applicationRow(application: Application): Row {
  const { id, candidate_id, prospect, jobs, status, current_stage, answers } = application;
  const { applied_at, rejected_at, last_activity_at, location, source, job_post_id } = application;
  const jobIds = jobs.map((job) => job.id);
  return {
    id,
    referrer_id: application.credited_to?.id ?? null,
    source_id: source?.id ?? null,
    agency_note_id: null,
    recruiter_id: application.recruiter?.id ?? null,
    coordinator_id: application.coordinator?.id ?? null,
    needs_decision: false,
    prospect,
    rejected_at,
    created_at: applied_at,
    updated_at: last_activity_at,
    last_activity_at,
    stage_id: current_stage?.id ?? null,
    job_interview_stage_id: current_stage?.id ?? null,
    candidate_id,
    job_id: prospect ? null : (jobIds[0] ?? null),
    job_post_id,
    status: status === 'active' ? 'in_process' : status,
    stage_name: current_stage?.name ?? null,
    custom_fields: {},
    location_address: location?.address ?? null,
    answers,
    prospective_job_ids: prospect ? jobIds : [],
  };
}

export function educationRows({ id, educations, created_at }: Candidate, options: Options): Row[] {
  return educations.map((education, position) => ({
    id: education.id,
    candidate_id: id,
    ...options.idsOf(education),
    start_at: education.start_date ?? null,
    end_at: education.end_date ?? null,
    ...monthsOf(education),
    latest: position === 0,
    created_at,
    updated_at: created_at,
  }));
}

function monthsOf({ start_date, end_date }: Education): Row {
  const [start, end] = [start_date, end_date].map((text) => (text ? new Date(text) : undefined));
  return {
    start_date_month: start ? start.getUTCMonth() + 1 : null,
    start_date_year: start ? start.getUTCFullYear() : null,
    end_date_month: end ? end.getUTCMonth() + 1 : null,
    end_date_year: end ? end.getUTCFullYear() : null,
  };
}

export function employmentRows({ id, employments, created_at }: Candidate): Row[] {
  return employments.map((employment, position) => ({
    id: employment.id,
    candidate_id: id,
    company_name: employment.company_name,
    title: employment.title,
    // Dates without a time, as seen in greenhouse-mcp's tests (unverified on the wire).
    start_date: employment.start_date?.slice(0, 'YYYY-MM-DD'.length) ?? null,
    end_date: employment.end_date?.slice(0, 'YYYY-MM-DD'.length) ?? null,
    latest: position === 0,
    created_at,
    updated_at: created_at,
  }));
}

export function attachmentRows({ id, attachments, applications }: Candidate): Row[] {
  return attachments.map(({ filename, url, type, created_at }, position) => ({
    id: id * 10 + position,
    application_id: applications[0]?.id ?? null,
    candidate_id: id,
    type,
    filename,
    url,
    created_at,
    updated_at: created_at,
  }));
}
