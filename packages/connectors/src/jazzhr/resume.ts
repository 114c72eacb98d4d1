import { RejectedItemError } from '../kit/errors.js';
import type { Download, HttpClient } from '../kit/http/client.js';
import type { JazzhrApplicant, JazzhrFile, JazzhrResumeFile } from './applicant.js';
import { listPath } from './path.js';
import { rowsOf } from './rows.js';
import { textOf } from './value.js';

/** Larger files are no résumés. */
export const downloadLimits = { maxBytes: 25 * 1024 * 1024, timeoutMs: 60_000 };

/** How files start whose kind HrFlow parses (hrflow.md, section 3.1: PDF, images, Word, OpenDocument, RTF). */
const SIGNATURES: readonly Buffer[] = [
  Buffer.from('%PDF'),
  Buffer.from('{\\rtf'),
  Buffer.from('PK\u0003\u0004'),
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0]),
  Buffer.from([0x89, 0x50, 0x4e, 0x47]),
  Buffer.from([0xff, 0xd8, 0xff]),
];

const NAMES_A_RESUME = /(?:^|[^a-z])(?:r[eé]sum[eé]|cv|curriculum|lebenslauf)(?:[^a-z]|$)/i;

/**
 * An applicant's résumé as a file, where the API key leads to one; `null` where it doesn't.
 *
 * `resume_link` can't be used: it wants the cookie of a browser that is signed in (zailous1/JazzHR-DotNet-SDK).
 * The files of an applicant have links of their own; whether these open without the cookie is unverified, and
 * a page to sign in at comes with status 200. So what comes is looked at, and what is no document is left
 * out: HrFlow must not parse a login page. The profile then has the résumé's text from `resume_body` instead.
 */
export async function fetchResume(
  client: HttpClient,
  applicant: JazzhrApplicant,
): Promise<JazzhrResumeFile | null> {
  const link = textOf(applicant.resume_link);
  if (link === null) return null;
  const file = resumeAmong(await filesOf(client, applicant.id), link);
  const url = textOf(file?.file_url);
  if (file === undefined || url === null) return null;
  const found = await downloadFrom(client, url);
  if (found === undefined || !isDocument(found.bytes)) return null;
  return {
    file_name: textOf(file.filename),
    content_type: textOf(file.mime_type) ?? found.contentType ?? null,
    raw: Buffer.from(found.bytes).toString('base64'),
  };
}

/**
 * Those of one answer: nobody has a hundred. JazzHR is seen to list other applicants' files too (a user's
 * client compares `applicant_id`), so they are left out.
 */
async function filesOf(client: HttpClient, applicantId: string): Promise<JazzhrFile[]> {
  const path = listPath('files', { applicant_id: applicantId });
  try {
    const { body } = await client.send({ method: 'GET', path });
    const files = rowsOf<JazzhrFile>(body, 'GET files');
    return files.filter(({ applicant_id }) => applicant_id === applicantId);
  } catch (error) {
    // Perhaps its way to say that there are none.
    if (error instanceof RejectedItemError && error.code === 'not_found') return [];
    throw error;
  }
}

/**
 * Which file is the résumé, nothing says. It is one that `resume_link` names, else the newest whose own name
 * says so; any other may be a letter, a certificate or somebody's report.
 */
function resumeAmong(files: readonly JazzhrFile[], link: string): JazzhrFile | undefined {
  const target = decoded(link);
  const named = ({ filename }: JazzhrFile): string => textOf(filename) ?? '';
  const loaded = ({ date_loaded, time_loaded }: JazzhrFile): string =>
    `${textOf(date_loaded) ?? ''} ${textOf(time_loaded) ?? ''}`;
  const newest = files.toSorted((a, b) => loaded(b).localeCompare(loaded(a)));
  return (
    newest.find((file) => named(file) !== '' && target.includes(named(file))) ??
    newest.find((file) => NAMES_A_RESUME.test(named(file)))
  );
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}

/** A file that its host refuses will be refused again; what it had to say is in `resume_body`, as a rule. */
async function downloadFrom(client: HttpClient, url: string): Promise<Download | undefined> {
  try {
    return await client.download(url, downloadLimits);
  } catch (error) {
    if (error instanceof RejectedItemError) return undefined;
    throw error;
  }
}

/** Whether a file starts like one of a kind that HrFlow parses; a page to sign in at doesn't. */
export function isDocument(bytes: Uint8Array): boolean {
  return SIGNATURES.some((signature) => signature.equals(bytes.subarray(0, signature.length)));
}
