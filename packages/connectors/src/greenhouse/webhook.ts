import { isObject } from '../kit/json.js';
import type { Caught, EventSource } from '../kit/webhook/event.js';
import { isHexMac } from '../kit/webhook/signature.js';

/**
 * Greenhouse's webhooks. Source: Greenhouse docs, "Webhooks": header `Signature: sha256 <hex>` over the body,
 * `Greenhouse-Event-ID` for each event, a `ping` when a webhook is saved.
 */
export const greenhouseSource: EventSource = {
  name: 'greenhouse',
  isSigned: ({ headers, raw }, secret) =>
    isHexMac(headers['signature']?.replace(/^sha256 /, ''), raw, secret),
  eventId: ({ headers }) => headers['greenhouse-event-id'],
  isPing: (_delivery, event) => isObject(event) && event['action'] === 'ping',
};

/** Which candidate an event is about: its own, or that of its application. */
export function candidateEvent(event: unknown): Caught<{ candidate_ids: string }> | null {
  const payload = isObject(event) ? event['payload'] : undefined;
  if (!isObject(payload)) throw new Error('expected "payload", an object');
  const application = isObject(payload['application']) ? payload['application'] : {};
  const candidate = isObject(payload['candidate']) ? payload['candidate'] : application['candidate'];
  const id = isObject(candidate) ? candidate['id'] : undefined;
  if (id === undefined) return null;
  if (typeof id !== 'number' && typeof id !== 'string') throw new Error("expected the candidate's id");
  return { pullParameters: { candidate_ids: String(id) } };
}
