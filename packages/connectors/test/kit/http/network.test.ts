import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Recovery } from '../../../src/index.js';
import { errorForNetwork, networkCode } from '../../../src/kit/http/network.js';

const withCode = (code: string) => Object.assign(new Error('boom'), { code });

describe('what a network error means for recovery', () => {
  const table: [string, Recovery, string][] = [
    ['ECONNRESET', 'retry', 'connection_reset'],
    ['ECONNABORTED', 'retry', 'connection_reset'],
    ['EPIPE', 'retry', 'connection_reset'],
    ['UND_ERR_SOCKET', 'retry', 'connection_reset'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'retry', 'connection_reset'],
    ['UND_ERR_DESTROYED', 'retry', 'connection_reset'],
    ['ECONNREFUSED', 'retry', 'connection_refused'],
    ['ETIMEDOUT', 'retry', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'retry', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'retry', 'timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'retry', 'timeout'],
    ['ERR_DEADLINE', 'retry', 'timeout'],
    ['EHOSTUNREACH', 'retry', 'network_unreachable'],
    ['ENETUNREACH', 'retry', 'network_unreachable'],
    ['EAI_AGAIN', 'retry', 'host_not_found'],
    ['ENOTFOUND', 'retry', 'host_not_found'],
    ['HPE_INVALID_CONSTANT', 'retry', 'invalid_answer'],
    ['UND_ERR_HEADERS_OVERFLOW', 'retry', 'invalid_answer'],
    ['CERT_HAS_EXPIRED', 'configure', 'certificate_invalid'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'configure', 'certificate_invalid'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'configure', 'certificate_invalid'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'configure', 'certificate_invalid'],
    ['UND_ERR_INVALID_ARG', 'configure', 'invalid_request'],
    ['ERR_TOO_LARGE', 'reject', 'response_too_large'],
    ['ERR_STOPPED', 'retry', 'stopped'],
    ['ERR_CANCELED', 'retry', 'stopped'],
    ['ESOMETHINGNEW', 'retry', 'network_error'],
  ];
  for (const [code, recovery, expected] of table) {
    it(`${code} is ${expected} and asks to ${recovery}`, () => {
      const cause = withCode(code);
      const error = errorForNetwork({ provider: 'acme', name: 'Acme' }, cause, 'GET things');
      expect(error).to.include({ recovery, code: expected, cause, detail: `GET things: ${code}: boom` });
      expect(error.message).to.match(/^Acme .*\.$/);
    });
  }

  it('looks for the code behind an error that has none', () => {
    expect(networkCode(new Error('outer', { cause: withCode('ECONNRESET') }))).to.equal('ECONNRESET');
    expect(networkCode(new TypeError('no code at all'))).to.equal('UNKNOWN');
    expect(networkCode(undefined)).to.equal('UNKNOWN');
  });
});
