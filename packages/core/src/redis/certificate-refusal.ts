import { UserError } from '../errors.js';

/** What Node says of a server whose certificate it doesn't believe (docs of `tls`, "X509 certificate error codes"). */
const UNTRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** The server's name is another one. */
const OTHER_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';
/** What a server says that doesn't believe us: with TLS 1.3 the first, before it the second. */
const REFUSED =
  /^ERR_SSL_(TLSV13_ALERT_CERTIFICATE_REQUIRED|(SSL|TLS)V\d+_ALERT_(HANDSHAKE_FAILURE|UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_\w+))$/;

/** What `error` says about certificates, for an operator; nothing when it is about something else. */
export function certificateRefusal(error: Error, where: string): UserError | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (UNTRUSTED.has(code)) {
    return new UserError(
      `Redis at ${where} has a certificate that nobody vouches for (${code}), so nothing was sent to it. Put the certificate of the authority that issued it into REDIS_TLS_CA.`,
      { code: 'redis_certificate_untrusted', path: 'REDIS_TLS_CA', cause: error },
    );
  }
  if (code === OTHER_NAME) {
    return new UserError(
      `Redis at ${where} has a certificate for another name, so nothing was sent to it. Use the name it is for in REDIS_URL, or give that name in REDIS_TLS_SERVERNAME.`,
      { code: 'redis_certificate_untrusted', path: 'REDIS_TLS_SERVERNAME', cause: error },
    );
  }
  if (!REFUSED.test(code)) return undefined;
  return new UserError(
    `Redis at ${where} wants a certificate of ours that it trusts, and refused (${code}). Put one, with its key, into REDIS_TLS_CERT and REDIS_TLS_KEY.`,
    { code: 'redis_certificate_refused', path: 'REDIS_TLS_CERT', cause: error },
  );
}
