import type { Call } from '../http/call.js';
import { Refusal } from './envelope.js';
import type { NamedValue } from './profile.js';
import { dateOf } from './request.js';

const EXTENSIONS = [
  '.pdf',
  '.png',
  '.jpg',
  '.jpeg',
  '.bmp',
  '.doc',
  '.docx',
  '.dotx',
  '.odt',
  '.rtf',
  '.odp',
  '.ppt',
  '.pptx',
  '.msg',
];

/** A file sent to `POST profile/parsing/file`. */
export interface Upload {
  readonly sourceKey: string | undefined;
  readonly key: string | undefined;
  readonly reference: string | undefined;
  readonly createdAtMs: number | undefined;
  readonly fileName: string;
  /** In bytes. */
  readonly fileSize: number;
  readonly labels: readonly unknown[];
  readonly tags: readonly NamedValue[];
  readonly metadatas: readonly NamedValue[];
  /** Whether a webhook is to tell when it is parsed. */
  readonly webhook: boolean;
}

/**
 * Reads the multipart form.
 * @throws {Refusal} 400 when it isn't one, or has no file that HrFlow reads; the words are unverified
 */
export async function readUpload(call: Call): Promise<Upload> {
  const form = await formOf(call);
  const file = form.get('file');
  if (!(file instanceof File)) throw new Refusal(400, 'Invalid parameters. file: required');
  const extension = file.name.slice(file.name.lastIndexOf('.')).toLowerCase();
  if (!EXTENSIONS.includes(extension))
    throw new Refusal(400, 'Invalid parameters. file: extension not supported');
  const text = (field: string): string | undefined => {
    const value = form.get(field);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    sourceKey: text('source_key'),
    key: text('key'),
    reference: text('reference'),
    createdAtMs: dateOf(text('created_at')),
    fileName: file.name,
    fileSize: file.size,
    labels: listOf(text('labels')),
    tags: listOf(text('tags')) as NamedValue[],
    metadatas: listOf(text('metadatas')) as NamedValue[],
    webhook: text('webhook_parsing_sending') === '1',
  };
}

/** The reference alone, cheaply, for fault rules and records: multipart parts have their names in clear. */
export function referenceOfUpload(body: Buffer): string | undefined {
  const text = body.toString('latin1');
  const bytes = /name="reference"\r\n(?:[^\r\n]+\r\n)*\r\n([^\r\n]*)\r\n/.exec(text)?.[1];
  return bytes === undefined ? undefined : Buffer.from(bytes, 'latin1').toString();
}

async function formOf(call: Call): Promise<FormData> {
  try {
    const headers = { 'content-type': call.headers['content-type'] ?? '' };
    return await new Response(new Uint8Array(call.body), { headers }).formData();
  } catch {
    throw new Refusal(400, 'Invalid parameters. Expected multipart/form-data');
  }
}

/** Lists travel as JSON in one field; v2 connectors send `{}` for none. */
function listOf(text: string | undefined): unknown[] {
  if (text === undefined) return [];
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value : [];
  } catch {
    throw new Refusal(400, 'Invalid parameters. labels, tags and metadatas must be JSON lists');
  }
}
