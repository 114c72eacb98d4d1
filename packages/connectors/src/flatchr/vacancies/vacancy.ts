import type { JsonObject } from '../../kit/json.js';
import type { Loose } from '../value.js';

/**
 * A vacancy as Flatchr's list gives it (developers.flatchr.io, "Récupérer l'ensemble de vos annonces"). Types
 * differ between pages and samples: `salary` is an integer or `"0"`, `remote` a word or a boolean.
 */
export interface FlatchrVacancy {
  /** The opaque id. */
  id?: Loose;
  /** The integer. */
  vacancy_id?: Loose;
  slug?: Loose;
  reference?: Loose;
  title?: Loose;
  /** Of the company, HTML or text. */
  description?: Loose;
  /** HTML. */
  mission?: Loose;
  /** HTML. */
  profile?: Loose;
  experience?: Loose;
  salary?: Loose;
  /** The span of time the salary is for: `y`, `m`, `d`, `h`. */
  mensuality?: Loose;
  currency?: Loose;
  /** 1 in every sample of a live one; no list of the others is published [unverified]. */
  status?: Loose;
  language?: Loose;
  contract_type_id?: Loose;
  education_level_id?: Loose;
  activity_id?: Loose;
  channel_id?: Loose;
  metier_id?: Loose;
  company_id?: Loose;
  contract_type?: Loose;
  education_level?: Loose;
  activity?: Loose;
  metier?: Loose;
  apply_url?: Loose;
  created_at?: Loose;
  updated_at?: Loose;
  start_date?: Loose;
  end_date?: Loose;
  driver_license?: Loose;
  /** `notime`, `parttime`, `fulltime`; a boolean in the samples of 2022. */
  remote?: Loose;
  handicap?: Loose;
  partial?: Loose;
  /** Only with `fields=address`. */
  address?: FlatchrAddress | null;
  /** Only with `fields=tags`. */
  tags?: readonly (JsonObject | Loose)[] | null;
  [name: string]: unknown;
}

export interface FlatchrAddress {
  location_lat?: Loose;
  location_lng?: Loose;
  postal_code?: Loose;
  route?: Loose;
  street_number?: Loose;
  locality?: Loose;
  administrative_area_level_1?: Loose;
  administrative_area_level_2?: Loose;
  /** Spelt so in Flatchr's samples. */
  formated_address?: Loose;
  formatted_address?: Loose;
  country?: Loose;
  [name: string]: unknown;
}
