import { isObject } from '../hrflow/json.js';
import type { EventSource } from '../kit/webhook/event.js';
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
