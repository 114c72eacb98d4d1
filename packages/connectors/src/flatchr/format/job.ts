import type { HrflowJob } from '../../hrflow/job/schema.js';
import { momentOf } from '../dates.js';
import type { FlatchrAddress, FlatchrVacancy } from '../vacancies/vacancy.js';
import { vacancyId } from '../vacancies/read.js';
import { isObject } from '../../kit/json.js';
import { numberOf, tagsOf, textOf } from '../value.js';

/** A vacancy as a job for HrFlow. Pure, and total for whatever Flatchr gives. Its HTML is passed on as it is. */
export function formatFlatchrVacancy(vacancy: FlatchrVacancy): HrflowJob {
  const { mission, profile, description } = vacancy;
  return {
    reference: vacancyId(vacancy),
    name: textOf(vacancy.title),
    url: textOf(vacancy.apply_url),
    picture: null,
    summary: textOf(description),
    created_at: momentOf(vacancy.created_at),
    updated_at: momentOf(vacancy.updated_at),
    location: locationOf(isObject(vacancy.address) ? vacancy.address : {}),
    sections: [
      ...section('description', 'Description', description),
      ...section('mission', 'Mission', mission),
      ...section('profile', 'Profile', profile),
    ],
    responsibilities: textOf(mission),
    requirements: textOf(profile),
    skills: [],
    languages: [],
    ranges_float: salaryOf(vacancy),
    ranges_date: datesOf(vacancy),
    tags: jobTags(vacancy),
  };
}

function section(name: string, title: string, text: unknown) {
  const description = textOf(text);
  return description === null ? [] : [{ name, title, description }];
}

function locationOf(address: FlatchrAddress) {
  const fields = {
    house_number: textOf(address.street_number),
    road: textOf(address.route),
    postcode: textOf(address.postal_code),
    city: textOf(address.locality),
    state: textOf(address.administrative_area_level_1),
    state_district: textOf(address.administrative_area_level_2),
    country: textOf(address.country),
  };
  const street = [fields.house_number, fields.road].filter(Boolean).join(' ');
  const town = [fields.postcode, fields.city].filter(Boolean).join(' ');
  const spelt = [street, town, fields.country].filter(Boolean).join(', ');
  const text = textOf(address.formated_address) ?? textOf(address.formatted_address) ?? (spelt || null);
  const known = Object.entries(fields).filter(([, value]) => value !== null);
  return {
    text,
    ...coordinates(numberOf(address.location_lat), numberOf(address.location_lng)),
    ...(known.length > 0 && { fields: Object.fromEntries(known) }),
  };
}

/** Both, and on the globe, or none: one alone is no place. */
function coordinates(lat: number | null, lng: number | null) {
  const valid = lat !== null && lng !== null && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  return valid ? { lat, lng } : { lat: null, lng: null };
}

const PERIODS: Readonly<Record<string, string>> = { y: 'year', m: 'month', d: 'day', h: 'hour' };

/** 0 is Flatchr's word for a salary that isn't told. */
function salaryOf({ salary, currency, mensuality }: FlatchrVacancy) {
  const amounts = amountsIn(salary);
  const [least, most = least] = amounts;
  if (least === undefined || most === undefined) return [];
  const period = PERIODS[textOf(mensuality) ?? ''];
  const unit = [textOf(currency), period].filter(Boolean).join('/') || null;
  return [{ name: 'salary', value_min: Math.min(least, most), value_max: Math.max(least, most), unit }];
}

/** One amount, or two with something between them (`35000 - 40000`). */
function amountsIn(salary: unknown): number[] {
  const parts = (textOf(salary) ?? '').split(/\s*(?:-|–|à|to)\s*/);
  const amounts = parts.map((part) => numberOf(part.replace(/\s/g, '')));
  return amounts.filter((amount) => amount !== null && amount > 0).slice(0, 2) as number[];
}

function datesOf({ start_date, end_date }: FlatchrVacancy) {
  const [value_min, value_max] = [momentOf(start_date), momentOf(end_date)];
  return value_min === null && value_max === null ? [] : [{ name: 'start_end', value_min, value_max }];
}

/** Numbers such as `metier_id` are Flatchr's own lists, which no route gives. */
const TAGGED = [
  'slug',
  'vacancy_id',
  'status',
  'language',
  'company_id',
  'currency',
  'mensuality',
  'experience',
  'contract_type_id',
  'education_level_id',
  'activity_id',
  'channel_id',
  'metier_id',
  'contract_type',
  'education_level',
  'activity',
  'metier',
  'start_date',
  'end_date',
  'driver_license',
  'remote',
  'handicap',
  'partial',
] as const;

function jobTags(vacancy: FlatchrVacancy) {
  const own = Object.fromEntries(TAGGED.map((name) => [name, vacancy[name]]));
  return tagsOf({ reference: vacancy.reference, ...own, tag: labelsOf(vacancy) });
}

/** A vacancy's tags are objects with a title or a value, or mere texts [unverified]. */
function labelsOf({ tags }: FlatchrVacancy): unknown[] {
  if (!Array.isArray(tags)) return [];
  return tags.map((tag: unknown) => {
    if (!isObject(tag)) return tag;
    return textOf(tag['value']) ?? textOf(tag['title']) ?? textOf(tag['name']);
  });
}

/** An archived vacancy's job. */
export function formatArchivedVacancy(vacancy: FlatchrVacancy): { reference: string } {
  return { reference: vacancyId(vacancy) ?? '' };
}
