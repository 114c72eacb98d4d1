/** The states of a position (developer.breezy.hr, "Positions"). */
export const POSITION_STATES = ['draft', 'archived', 'published', 'closed', 'pending'] as const;
export type BreezyhrPositionState = (typeof POSITION_STATES)[number];

/** A thing with a name, which one source shows as an object and another as its bare name. */
export type BreezyhrNamed = { id?: string | null; name?: string | null } | string | null;

/**
 * A position as Breezy lists it. Fields: hrflow-connectors' schema and Airbyte's `source-breezy-hr` manifest;
 * the official list of fields was not seen, so everything but the id may be missing or null. `type` is an
 * object there and a text in amp-labs' fixture: both are taken, here and wherever else there is a name.
 */
export interface BreezyhrPosition {
  _id: string;
  name?: string | null;
  friendly_id?: string | null;
  state?: string | null;
  type?: BreezyhrNamed;
  experience?: BreezyhrNamed;
  category?: BreezyhrNamed;
  education?: BreezyhrNamed;
  department?: BreezyhrNamed;
  requisition_id?: string | null;
  /** HTML. */
  description?: string | null;
  location?: BreezyhrLocation | null;
  candidate_type?: string | null;
  /** `position`, or `pool` for a candidate pool. */
  org_type?: string | null;
  tags?: (string | null)[] | null;
  custom_attributes?: ({ name?: string | null; value?: unknown } | null)[] | null;
  /** Seen in a public code's fixture; `from` and `to` in units of the currency. */
  salary?: {
    from?: number | string | null;
    to?: number | string | null;
    period?: string | null;
    currency?: string | null;
  } | null;
  creator_id?: string | null;
  creation_date?: string | null;
  updated_date?: string | null;
}

export interface BreezyhrLocation {
  country?: BreezyhrNamed;
  state?: BreezyhrNamed;
  city?: string | null;
  is_remote?: boolean | null;
  remote_details?: BreezyhrNamed;
  /** City and state as one text. */
  name?: string | null;
  streetAddress?: { custom?: string | null } | null;
}
