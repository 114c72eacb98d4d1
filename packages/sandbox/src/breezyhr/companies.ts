import type { BreezyhrCompany } from './records.js';

const company = (id: string, name: string, friendlyId: string): BreezyhrCompany => ({
  _id: id,
  name,
  friendly_id: friendlyId,
  initial: name.charAt(0),
  member_count: 5,
  creation_date: '2024-01-01T10:00:00.000Z',
  updated_date: '2024-06-01T10:00:00.000Z',
});

/** The one that has positions. Shape of the official sample, invented values. */
export const ACME = company('abc123def456', 'Acme Corp', 'acme');

/** The companies of the sandbox's user: two have one name. */
export const COMPANIES: readonly BreezyhrCompany[] = [
  ACME,
  company('abc123def457', 'Twin Ltd', 'twin'),
  company('abc123def458', 'Twin Ltd', 'twin-1'),
];
