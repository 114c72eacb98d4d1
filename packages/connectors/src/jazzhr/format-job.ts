import type { HrflowJob } from '../hrflow/job/schema.js';
import type { JazzhrJob } from './job.js';
import { idOf, joined, momentOf, named, textOf } from './value.js';

/**
 * A job of JazzHR's for HrFlow. Pure, and total for whatever JazzHR may send. `url` stays empty: the page to
 * apply on lies under a name of the company's that the API doesn't tell. The recruiters' `notes` stay where
 * they are.
 */
export function formatJazzhrJob(job: JazzhrJob): HrflowJob {
  const { city, state, zip, country_id, description } = job;
  const place = {
    city: textOf(city),
    state: textOf(state),
    postcode: textOf(zip),
    country: textOf(country_id),
  };
  const html = textOf(description);
  return {
    reference: textOf(job.id),
    name: textOf(job.title),
    created_at: momentOf(job.original_open_date),
    summary: null,
    location: {
      text: joined([city, state, zip, country_id], ', '),
      lat: null,
      lng: null,
      fields: Object.values(place).some((part) => part !== null) ? place : null,
    },
    sections: html === null ? [] : [{ name: 'job_description', title: 'Job Description', description: html }],
    skills: [],
    ranges_float: salaryOf(job),
    tags: named({
      status: job.status,
      type: job.type,
      department: job.department,
      hiring_lead: idOf(job.hiring_lead),
      team_id: idOf(job.team_id),
      board_code: job.board_code,
      internal_code: job.internal_code,
      original_open_date: job.original_open_date,
    }),
  };
}

/** What JazzHR calls minimum and maximum salary; `"0"` is none. It names no currency. */
function salaryOf({ minimum_salary, maximum_salary }: JazzhrJob) {
  const [value_min, value_max] = [amountOf(minimum_salary), amountOf(maximum_salary)];
  if (value_min === null && value_max === null) return [];
  return [{ name: 'salary', value_min, value_max, unit: null }];
}

/** `"50000"`, `"50,000.00"` and `"$50,000"` are one amount. */
function amountOf(value: unknown): number | null {
  const amount = Number(textOf(value)?.replace(/[^\d.]/g, ''));
  return Number.isFinite(amount) && amount > 0 ? amount : null;
}
