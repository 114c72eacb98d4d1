import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const openssl = async (...args: string[]): Promise<void> => void (await promisify(execFile)('openssl', args));

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;

/** Files of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of a test's own, for a day. Its files are in `folder`, named after it. */
export class Authority implements Certificate {
  private constructor(
    private readonly folder: string,
    readonly cert: string,
    readonly key: string,
  ) {}

  static async found(folder: string, name: string): Promise<Authority> {
    const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
    await openssl('req', '-x509', ...KEY, '-keyout', key, '-out', cert, '-days', '1', '-subj', `/CN=${name}`);
    return new Authority(folder, cert, key);
  }

  /** @param names as openssl writes them: `DNS:localhost,IP:127.0.0.1` */
  async issue(name: string, names: string): Promise<Certificate> {
    const file = (ending: string): string => join(this.folder, `${name}.${ending}`);
    await openssl('req', ...KEY, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`);
    await writeFile(file('ext'), `subjectAltName=${names}\n`);
    const by = ['-CA', this.cert, '-CAkey', this.key, '-CAcreateserial'];
    const what = ['-in', file('csr'), '-out', file('crt'), '-extfile', file('ext'), '-days', '1'];
    await openssl('x509', '-req', ...what, ...by);
    return { cert: file('crt'), key: file('key') };
  }
}
