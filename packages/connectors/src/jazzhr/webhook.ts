import { isObject } from '../kit/json.js';
import type { Caught, EventSource } from '../kit/webhook/event.js';
import { isHexMac } from '../kit/webhook/signature.js';
import type { JazzhrApplicant } from './applicant.js';

/**
 * JazzHR's candidate exports. Source: JazzHR api-doc, "Webhooks": `X-JazzHR-Signature` is the HMAC-SHA256 of the
 * body in hexadecimal, `X-JazzHR-UUID` names the delivery, and `X-JazzHR-Event: VERIFY` asks for a 200.
 */
export const jazzhrSource: EventSource = {
  name: 'jazzhr',
  isSigned: ({ headers, raw }, secret) => isHexMac(headers['x-jazzhr-signature'], raw, secret),
  eventId: ({ headers }) => headers['x-jazzhr-uuid'],
  isPing: ({ headers }, event) =>
    headers['x-jazzhr-event']?.toUpperCase() === 'VERIFY' ||
    (isObject(event) && event['data'] === 'JazzHR Verify Event'),
};

/**
 * The applicant that a candidate export carries, in the shape that JazzHR's API gives one. Source: JazzHR
 * api-doc, "Candidate Export" (an HROpen candidate). It has no more of
 * the résumé than addresses that are public for two and a half hours, so that is left to the next read of the list.
 */
export function exportedApplicant(event: unknown): Caught<never, JazzhrApplicant> | null {
  const candidate = isObject(event) ? event['candidate'] : undefined;
  const person = isObject(candidate) ? candidate['person'] : undefined;
  if (!isObject(candidate) || !isObject(person)) throw new Error('expected candidate.person, an object');
  const id = at(person, 'id', 'value');
  if (typeof id !== 'string' || id === '')
    throw new Error("expected candidate.person.id.value, the applicant's id");
  const profiles = listAt(candidate, 'profiles');
  const openings = profiles.flatMap((profile) => listAt(profile, 'associatedPositionOpenings'));
  const address = listAt(at(person, 'communication'), 'address')[0];
  const applicant: JazzhrApplicant = {
    id,
    first_name: textAt(person, 'name', 'given'),
    last_name: textAt(person, 'name', 'family') ?? textAt(person, 'name', 'formattedName'),
    email: textAt(listAt(at(person, 'communication'), 'email')[0], 'address'),
    phone: textAt(listAt(at(person, 'communication'), 'phone')[0], 'formattedNumber'),
    address: textAt(address, 'line'),
    location: placeOf(address),
    apply_date: textAt(person, 'applyDate'),
    education_level: textAt(listAt(listAt(profiles[0], 'education')[0], 'educationLevelCodes')[0], 'name'),
    jobs: openings.map((opening) => ({
      job_id: textAt(opening, 'positionOpeningId', 'value'),
      job_title: textAt(opening, 'positionTitle'),
      applicant_progress: textAt(opening, 'candidateStatus', 'name'),
    })),
  };
  return { items: [applicant] };
}

function placeOf(address: unknown): string | null {
  const state = listAt(address, 'countrySubdivisions').find((each) => textAt(each, 'type') === 'state');
  return [textAt(address, 'city'), textAt(state, 'value')].filter(Boolean).join(', ') || null;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), value);
}

function textAt(value: unknown, ...path: readonly string[]): string | null {
  const text = at(value, ...path);
  return typeof text === 'string' && text.trim() !== '' ? text : null;
}

function listAt(value: unknown, name: string): unknown[] {
  const list = at(value, name);
  return Array.isArray(list) ? list : [];
}
