import { isObject } from '../kit/json.js';
import type { Caught, EventSource } from '../kit/webhook/event.js';
import { isHexMac } from '../kit/webhook/signature.js';

/**
 * Breezy HR's webhooks. Source: developer.breezy.hr, "Webhooks": `X-Hook-Signature` is the HMAC-SHA256 of the JSON
 * body in hexadecimal; `_id` names the event. Whether the body is signed as sent or written anew is unverified:
 * both are taken.
 */
export const breezyhrSource: EventSource = {
  name: 'breezyhr',
  isSigned({ headers, raw }, secret) {
    const signature = headers['x-hook-signature'];
    return isHexMac(signature, raw, secret) || isHexMac(signature, writtenAnew(raw), secret);
  },
  eventId: (_delivery, event) =>
    isObject(event) && typeof event['_id'] === 'string' ? event['_id'] : undefined,
};

function writtenAnew(raw: Buffer): string {
  try {
    return JSON.stringify(JSON.parse(raw.toString('utf8')));
  } catch {
    return '';
  }
}

/**
 * The candidate an event names, as the list of its position would have it; what the list leaves out is fetched.
 * Source: developer.breezy.hr, "Webhooks": `object` has `candidate` and `position`.
 */
export function candidateEvent(event: unknown): Caught | null {
  if (!isObject(event) || typeof event['type'] !== 'string') {
    throw new Error('expected "type", such as candidateAdded');
  }
  if (!/^candidate(?!Deleted)/.test(event['type'])) return null;
  const { candidate, position } = isObject(event['object']) ? event['object'] : {};
  const ids = [candidate, position].map((each) => (isObject(each) ? each['_id'] : undefined));
  if (
    !isObject(candidate) ||
    !isObject(position) ||
    !ids.every((id) => typeof id === 'string' && id !== '')
  ) {
    throw new Error('expected object.candidate._id and object.position._id');
  }
  const { _id, name } = position;
  const summary = { ...candidate, position: { _id, ...(typeof name === 'string' && { name }) } };
  return { summaries: [summary] };
}
