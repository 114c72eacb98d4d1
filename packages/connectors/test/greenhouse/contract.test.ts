import { startSandbox } from '@hrflow-sync/sandbox';
import { Greenhouse, type GreenhouseCandidate } from '../../src/index.js';
import { runConnectorContract } from '../support/contract.js';

const KEYS: readonly (keyof GreenhouseCandidate)[] = [
  'first_name',
  'last_name',
  'company',
  'title',
  'created_at',
  'updated_at',
  'last_activity',
  'is_private',
  'photo_url',
  'attachments',
  'application_ids',
  'phone_numbers',
  'addresses',
  'email_addresses',
  'website_addresses',
  'social_media_addresses',
  'recruiter',
  'coordinator',
  'can_email',
  'tags',
  'applications',
  'educations',
  'employments',
  'linked_user_ids',
  'custom_fields',
  'keyed_custom_fields',
];

runConnectorContract({
  action: Greenhouse.update_profiles_in_hrflow,
  variant: 'Harvest v1',
  start: () => startSandbox({ candidates: 0 }),
  credentials: ({ GREENHOUSE_API_KEY }) => ({ auth: GREENHOUSE_API_KEY }),
  badCredentials: () => ({ auth: 'a-key-that-nobody-has' }),
  hold(sandbox, count) {
    sandbox.setCandidates(count);
    return Array.from(sandbox.candidates(), ({ id }) => String(id));
  },
  rename(sandbox, id, name) {
    sandbox.updateCandidate(Number(id), { first_name: name });
  },
  nameOf: (candidate) => candidate.first_name,
  paging: { size: 500, by: 'link' },
  list: { api: 'greenhouse', path: 'candidates' },
  blanks: {
    'every field null': { page: [{ id: 1, ...Object.fromEntries(KEYS.map((key) => [key, null])) }] },
    'every field left out': { page: [{ id: 1 }] },
  },
});
