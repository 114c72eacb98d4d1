import { ConfigurationError, RejectedItemError, RetryableError, type SyncError } from '../errors.js';
import { nameOf, type Provider } from './recovery.js';

interface NetworkRule {
  readonly type: typeof RetryableError | typeof ConfigurationError | typeof RejectedItemError;
  readonly code: string;
  /** The rest of a sentence that starts with the provider's name. */
  readonly message: string;
}

const retry = (code: string, message: string): NetworkRule => ({ type: RetryableError, code, message });

const RESET = retry('connection_reset', 'dropped the connection before it answered.');
const TIMEOUT = retry('timeout', 'did not answer in time.');
const UNREACHABLE = retry('network_unreachable', 'could not be reached over the network.');
// Retryable on purpose: resolvers fail now and then for names that exist, and a name that doesn't
// exist uses up its attempts within minutes.
const NO_HOST = retry('host_not_found', 'was not found: its host name did not resolve.');
const GARBLED = retry('invalid_answer', 'sent something that is not HTTP.');
const STOPPED = retry('stopped', 'was not waited for: this process is stopping.');
const UNKNOWN = retry('network_error', 'could not be reached.');

// Trying again doesn't mend a certificate, and sending data to a host that can't prove who it is
// must not become a matter of luck.
const CERTIFICATE: NetworkRule = {
  type: ConfigurationError,
  code: 'certificate_invalid',
  message: 'has a certificate that could not be verified. Check the base URL and the trusted authorities.',
};

/** What a network error's code means for recovery. Codes are those of Node, undici and our own exchange. */
const NETWORK_RULES: Readonly<Record<string, NetworkRule>> = {
  ECONNRESET: RESET,
  ECONNABORTED: RESET,
  EPIPE: RESET,
  EPROTO: RESET,
  UND_ERR_SOCKET: RESET,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: RESET,
  UND_ERR_DESTROYED: RESET,
  UND_ERR_CLOSED: RESET,
  ECONNREFUSED: retry('connection_refused', 'refused the connection.'),
  ETIMEDOUT: TIMEOUT,
  UND_ERR_CONNECT_TIMEOUT: TIMEOUT,
  UND_ERR_HEADERS_TIMEOUT: TIMEOUT,
  UND_ERR_BODY_TIMEOUT: TIMEOUT,
  ERR_DEADLINE: TIMEOUT,
  EHOSTUNREACH: UNREACHABLE,
  EHOSTDOWN: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENETDOWN: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  EMFILE: UNREACHABLE,
  EAI_AGAIN: NO_HOST,
  ENOTFOUND: NO_HOST,
  UND_ERR_HEADERS_OVERFLOW: GARBLED,
  HTTPParserError: GARBLED,
  CERT_HAS_EXPIRED: CERTIFICATE,
  CERT_NOT_YET_VALID: CERTIFICATE,
  CERT_REVOKED: CERTIFICATE,
  CERT_UNTRUSTED: CERTIFICATE,
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  ERR_TLS_CERT_ALTNAME_INVALID: CERTIFICATE,
  UND_ERR_INVALID_ARG: {
    type: ConfigurationError,
    code: 'invalid_request',
    message: 'was not asked: the request can not be written as HTTP. Check the credentials for line breaks.',
  },
  ERR_TOO_LARGE: {
    type: RejectedItemError,
    code: 'response_too_large',
    message: 'sent more than is accepted. Ask for less at a time, or look at the item.',
  },
  ERR_STOPPED: STOPPED,
  ERR_CANCELED: STOPPED,
};

/** The code an error carries, or that of the error behind it. */
export function networkCode(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as { code?: unknown; cause?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  if (name === 'HTTPParserError') return name; // undici 7.30 leaves out the parser's own code
  return cause === undefined ? 'UNKNOWN' : networkCode(cause);
}

/** The error for an exchange that brought no answer. */
export function errorForNetwork(api: Provider, error: unknown, request: string): SyncError {
  const found = networkCode(error);
  const rule = NETWORK_RULES[found] ?? (found.startsWith('HPE_') ? GARBLED : UNKNOWN);
  const reason = error instanceof Error ? error.message : String(error);
  return new rule.type(`${nameOf(api)} ${rule.message}`, {
    code: rule.code,
    detail: `${request}: ${found}: ${reason}`,
    cause: error,
  });
}
