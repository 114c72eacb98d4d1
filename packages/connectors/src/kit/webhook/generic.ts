import type { EventSource } from './event.js';
import { equal, isHexMac, mac } from './signature.js';

/** Where {@link hmacSource} looks unless told otherwise. */
export const DEFAULT_SIGNATURE_HEADER = 'x-signature';
/** Where {@link secretSource} looks unless told otherwise. */
export const DEFAULT_SECRET_HEADER = 'x-hook-secret';

/**
 * A sender that signs the body with HMAC-SHA256: in hexadecimal, alone or after `sha256=`, as GitHub and many
 * others do.
 */
export function hmacSource(header = DEFAULT_SIGNATURE_HEADER): EventSource {
  return {
    name: 'hmac',
    isSigned: ({ headers, raw }, secret) =>
      isHexMac(headers[header.toLowerCase()]?.replace(/^sha256[= ]/, ''), raw, secret),
  };
}

/** A sender that can't sign: it says the secret itself, in a header. */
export function secretSource(header = DEFAULT_SECRET_HEADER): EventSource {
  return {
    name: 'secret',
    // Both are hashed first, so that the comparison tells nothing of the secret's length either.
    isSigned: ({ headers }, secret) =>
      equal(mac(headers[header.toLowerCase()] ?? '', secret), mac(secret, secret)),
  };
}
