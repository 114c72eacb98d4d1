import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { UserError } from '../errors.js';
import { parseRedisUrl } from './url.js';

/** How a Redis is reached: its URL, and what TLS needs beside it. */
export interface RedisAccess {
  /** May carry a password. */
  readonly url: string;
  readonly tls?: RedisTls | undefined;
}

/** What an installation with certificates of its own gives. Everything in PEM. */
export interface RedisTls {
  /** Who may vouch for the server, instead of the authorities that Node trusts. */
  readonly ca?: string | undefined;
  /** Ours, for a server that wants one. */
  readonly cert?: string | undefined;
  /** Of `cert`; without a passphrase. */
  readonly key?: string | undefined;
  /** The name the server's certificate is for, where it isn't the host of the URL. */
  readonly servername?: string | undefined;
}

/** What a user calls each part. */
const VARIABLES = {
  ca: 'REDIS_TLS_CA',
  cert: 'REDIS_TLS_CERT',
  key: 'REDIS_TLS_KEY',
  servername: 'REDIS_TLS_SERVERNAME',
} as const satisfies Readonly<Record<keyof RedisTls, string>>;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Checks as far as it goes without the server. No message quotes a certificate or key.
 * @param url nothing where the private Redis is used
 * @throws UserError `redis_tls_invalid`, `redis_url_invalid`
 */
export function redisAccess(url: string | undefined, tls: RedisTls): RedisAccess | undefined {
  const given = (Object.keys(VARIABLES) as (keyof RedisTls)[]).filter((part) => tls[part] !== undefined);
  const [first] = given;
  const encrypted = url !== undefined && parseRedisUrl(url).tls;
  if (first === undefined) return url === undefined ? undefined : { url };
  if (url === undefined) throw invalid(first, 'is for a Redis that REDIS_URL names, and that is not set');
  if (!encrypted)
    throw invalid(first, 'needs a REDIS_URL that starts with rediss://, or nothing is encrypted');
  if (tls.ca !== undefined) checkCertificates('ca', tls.ca);
  checkPair(tls);
  return { url, tls };
}

function checkCertificates(part: 'ca' | 'cert', pem: string): void {
  const found = pem.match(CERTIFICATE) ?? [];
  if (found.length === 0) throw invalid(part, 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)');
  try {
    for (const certificate of found) void new X509Certificate(certificate);
  } catch (cause) {
    throw invalid(part, "holds a certificate that can't be read", cause);
  }
}

function checkPair({ cert, key }: RedisTls): void {
  if (cert === undefined && key === undefined) return;
  if (key === undefined) throw invalid('cert', 'needs its private key in REDIS_TLS_KEY');
  if (cert === undefined) throw invalid('key', 'needs its certificate in REDIS_TLS_CERT');
  checkCertificates('cert', cert);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isOther = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
    throw invalid(
      'key',
      isOther
        ? 'is not the key of the certificate in REDIS_TLS_CERT'
        : "can't be used: it has to be a private key in PEM, without a passphrase",
      cause,
    );
  }
}

function invalid(part: keyof RedisTls, problem: string, cause?: unknown): UserError {
  const variable = VARIABLES[part];
  return new UserError(`${variable} ${problem}.`, { code: 'redis_tls_invalid', path: variable, cause });
}
