import type { IncomingMessage } from 'node:http';
import type { Answer } from '../http/answer.js';

/** Headers by which a client gives its credentials away to the storage. */
const CREDENTIALS = ['authorization', 'x-api-key', 'x-user-email'];

const SIGN_IN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form><input name="email"><input name="password" type="password"></form></body></html>';

/**
 * The storage behind Harvest's attachments. Like S3 with a signed URL, it refuses a request that carries
 * credentials of its own (400 InvalidArgument) and one without a signature (403 AccessDenied). What lies
 * below `signed-in-only/` is for browsers that are signed in; others are led to a page to do so, which comes
 * with status 200, as JazzHR's does.
 */
export function serveFile(request: IncomingMessage, path: string, query: URLSearchParams): Answer {
  if (CREDENTIALS.some((header) => request.headers[header] !== undefined)) {
    return refusal(400, 'InvalidArgument', 'Only one auth mechanism allowed');
  }
  if (path === 'sign-in') return { status: 200, contentType: 'text/html', body: SIGN_IN_PAGE };
  if (path.startsWith('signed-in-only/')) {
    return { status: 302, contentType: 'text/html', body: '', headers: { Location: '/files/sign-in' } };
  }
  if (!query.has('X-Amz-Signature')) return refusal(403, 'AccessDenied', 'Access Denied');
  const name = /^(?:resume|cover_letter)\/(\d+)\.pdf$/.exec(path)?.[1];
  if (name === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
  return { status: 200, contentType: 'application/pdf', body: pdf(`Candidate ${name}`) };
}

function refusal(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, contentType: 'application/xml', body };
}

/** The smallest PDF that readers open: one page with one line of ASCII. */
export function pdf(line: string): Buffer {
  const stream = `BT /F1 24 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, position) => {
    const offset = text.length;
    text += `${position + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(`${text}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`);
}
