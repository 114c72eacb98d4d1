import type { Caught, Delivery, EventSource } from '../kit/webhook/event.js';
import { equal, isHexMac, mac } from '../kit/webhook/signature.js';
import { isObject } from '../kit/json.js';

const SIGNATURE_HEADERS = ['http-hrflow-signature', 'http-riminder-signature'];

/**
 * HrFlow's webhooks. Three descriptions of their signature contradict each other: hexadecimal over the body
 * (docs of 2021, and the only code known to have run), `base64url(hex) . base64url(payload)` (Python SDK) and
 * `base64url(mac) . base64url(payload)` over the payload, decoded or encoded (PHP and JavaScript SDKs). None is
 * verified; all are taken, the first one first. A payload in the header must be the body, byte for byte:
 * otherwise a signature of one event would pass for another.
 */
export const hrflowSource: EventSource = {
  name: 'hrflow',
  isSigned({ headers, raw }, secret) {
    const [header] = SIGNATURE_HEADERS.flatMap((name) => headers[name] ?? []);
    if (header === undefined) return false;
    if (!header.includes('.')) return isHexMac(header, raw, secret);
    const [signature = '', payload = ''] = header.split('.');
    const decoded = Buffer.from(payload, 'base64url');
    if (!equal(decoded, raw)) return false;
    const given = Buffer.from(signature, 'base64url');
    return (
      isHexMac(given.toString('latin1'), decoded, secret) ||
      equal(given, mac(decoded, secret)) ||
      equal(given, mac(payload, secret))
    );
  },
  eventId(_delivery: Delivery, event) {
    const only = onlyOne(event);
    if (!isObject(only)) return undefined;
    const { type, profile, job } = only;
    const entity = isObject(profile) ? profile : isObject(job) ? job : {};
    const parts = [type, entity['key'], entity['updated_at']];
    return parts.every((part) => typeof part === 'string') ? parts.join(' ') : undefined;
  },
};

/** Which profile an event names. A failed parsing names one that isn't there. */
export function profileEvent(event: unknown): Caught<{ source_key: string; profile_key: string }> | null {
  const { type, profile } = single(event);
  if (typeof type !== 'string') throw new Error('expected "type", such as profile.parsing.success');
  if (!type.startsWith('profile.') || type.endsWith('.error')) return null;
  const key = isObject(profile) ? profile['key'] : undefined;
  const source = isObject(profile) && isObject(profile['source']) ? profile['source']['key'] : undefined;
  if (typeof key !== 'string' || typeof source !== 'string') {
    throw new Error('expected profile.key and profile.source.key, both texts');
  }
  return { pullParameters: { source_key: source, profile_key: key } };
}

/** One line of the docs of 2021 says that a body is a list of events [unverified]; a list of one is taken. */
function onlyOne(event: unknown): unknown {
  return Array.isArray(event) && event.length === 1 ? (event[0] as unknown) : event;
}

function single(event: unknown): Record<string, unknown> {
  const only = onlyOne(event);
  if (isObject(only)) return only;
  throw new Error('expected an event: an object with "type" and "profile"');
}
