import { isObject } from '../hrflow/json.js';
import type { EventSource } from '../kit/webhook/event.js';
import { isHexMac } from '../kit/webhook/signature.js';

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
