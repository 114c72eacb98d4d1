import { createHmac, timingSafeEqual } from 'node:crypto';

/** The HMAC-SHA256 of some bytes. */
export function mac(bytes: Buffer | string, secret: string): Buffer {
  return createHmac('sha256', secret).update(bytes).digest();
}

/** Whether two byte strings are equal; the time it takes doesn't tell where they differ. */
export function equal(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

const HEX = /^[0-9a-f]{64}$/i;

/** Whether a text is the HMAC-SHA256 of some bytes in hexadecimal. */
export function isHexMac(text: string | undefined, bytes: Buffer | string, secret: string): boolean {
  // Anything else would decode to fewer bytes, or none, and must not be compared.
  const given = HEX.test(text ?? '') ? Buffer.from(text ?? '', 'hex') : Buffer.alloc(0);
  return equal(given, mac(bytes, secret));
}
