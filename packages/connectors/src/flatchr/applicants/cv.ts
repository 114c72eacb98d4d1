import type { HrflowResume } from '../../hrflow/profile/schema.js';
import { ConfigurationError, RejectedItemError, RetryableError } from '../../kit/errors.js';
import type { Download, HttpClient } from '../../kit/http/client.js';
import { flatchrFilesApi } from '../api.js';
import { momentOf } from '../dates.js';
import { companyPath } from '../path.js';
import { isObject, type JsonObject } from '../../kit/json.js';
import { objectsIn, textOf } from '../value.js';
import type { FlatchrCandidate } from './applicant.js';

const LIMITS = { maxBytes: 25 * 1024 * 1024, timeoutMs: 60_000 };

/** Where a CV lies. */
export interface CvLocation {
  /** With slashes, as Flatchr's storage has it: `candidates/2024/01/…/ivern-elsa`. */
  readonly key: string;
  /** Without a dot; null where Flatchr doesn't tell. */
  readonly extension: string | null;
  readonly createdAt: string | null;
}

/**
 * Where a candidate's CV lies. Three shapes were seen: `cv` as an object (webhook `new_applicant`, today's
 * docs), `aws` with a key beside `cv` as an address (sample of 2022), and `cv` as an address alone.
 */
export function cvOf({ cv, aws }: FlatchrCandidate): CvLocation | undefined {
  return cvIn(aws) ?? (isObject(cv) ? cvIn(cv) : undefined) ?? cvAt(isObject(cv) ? cv['url'] : cv);
}

function cvIn(file: JsonObject | null | undefined): CvLocation | undefined {
  const key = textOf(file?.['key']);
  if (!isObject(file) || key === null) return undefined;
  const extension = textOf(file['extension'])?.replace(/^\./, '') ?? null;
  return { key, extension, createdAt: momentOf(file['updated_at']) ?? momentOf(file['created_at']) };
}

/** The key in an address of Amazon's storage, which Flatchr gives with or without a scheme. */
function cvAt(address: unknown, createdAt: string | null = null): CvLocation | undefined {
  const text = textOf(address);
  if (text === null) return undefined;
  const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  // `s3.eu-west-1.amazonaws.com/flatchr/candidates/…`: the first segment is the bucket. Without a host it is a key.
  const beforeKey = /^s3[.-]/.test(hostname) ? /^\/[^/]*\// : /^\//;
  const path = hostname.includes('.') ? decoded(pathname).replace(beforeKey, '') : text;
  const [, key, extension] = /^(.+?)(?:\.(\w{1,5}))?$/.exec(path) ?? [];
  return key?.includes('/') ? { key, extension: extension ?? null, createdAt } : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What a media is called when it is a CV; a covering letter must not be parsed as one. */
const IS_CV = /\b(cv|r[ée]sum[ée]|curriculum)\b/i;

/**
 * The CV among an applicant's media, the newest first: a list, or a single one as the sample has it.
 * Source: docs of 2020, "Récupérer des médias" [unverified today].
 */
export function cvAmong(media: unknown): CvLocation | undefined {
  const all = isObject(media) ? [media] : objectsIn(media);
  const found = all.flatMap(({ tag, attachment, created_at }) => {
    if (!isObject(attachment)) return [];
    const named = [tag, attachment['name']].some((name) =>
      IS_CV.test((textOf(name) ?? '').replace(/_/g, ' ')),
    );
    const cv = named ? cvAt(attachment['url'], momentOf(attachment['created_at'] ?? created_at)) : undefined;
    return cv ?? [];
  });
  return found.sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1))[0];
}

/**
 * Fetches a CV: Flatchr answers with the file, a redirect to it, or a signed link to it; which of these isn't
 * documented [unverified], so all are taken.
 * Source: developers.flatchr.io, "Récupérer le CV d'un candidat".
 * @throws {@link RejectedItemError} `cv_unavailable`
 * @throws {@link ConfigurationError} `forbidden` when the key may not read CVs
 */
export async function fetchCv(
  client: HttpClient,
  { key, extension, createdAt }: CvLocation,
): Promise<HrflowResume> {
  const file = await download(client, key, extension);
  const name = `${key.split('/').at(-1) || 'cv'}${extension === null ? '' : `.${extension}`}`;
  const about = { file_name: name, created_at: createdAt };
  const link = linkIn(file);
  if (link !== undefined) return { ...about, url: link };
  mustBeFile(file);
  const raw = Buffer.from(file.bytes).toString('base64');
  return { ...about, raw, content_type: typeOf(file, extension) };
}

async function download(client: HttpClient, key: string, extension: string | null): Promise<Download> {
  const path = companyPath(client, 'files', 'expire');
  try {
    return await client.over(flatchrFilesApi).fetchFile({ path, query: { key, extension } }, LIMITS);
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'forbidden') {
      const message =
        'Flatchr does not let this API key read CVs. Give it the permission, or set pullParameters.fetch_cv to false.';
      throw new ConfigurationError(message, {
        code: 'forbidden',
        path: 'pullParameters.fetch_cv',
        detail: error.detail,
        cause: error,
      });
    }
    if (!(error instanceof RejectedItemError)) throw error;
    throw new RejectedItemError(
      'Flatchr names a CV for this candidate and does not give it. Retry later, or set pullParameters.fetch_cv to ' +
        `false to do without CVs. ${error.message}`,
      { code: 'cv_unavailable', detail: error.detail, cause: error },
    );
  }
}

/** A page of a proxy, or JSON that holds no link, must not be parsed as somebody's CV. */
function mustBeFile({ bytes, contentType = '' }: Download): void {
  const kind = /json|html/i.exec(contentType)?.[0];
  if (kind === undefined && bytes.length > 0) return;
  throw new RetryableError('Flatchr answered with something that is neither a CV nor a link to one.', {
    code: 'unexpected_answer',
    detail: `GET files/expire: ${contentType || 'no content type'}, ${bytes.length} bytes`,
  });
}

const LONGEST_LINK_ANSWER = 16 * 1024;

/** The link an answer consists of: as text, as a JSON text, or as a value of a JSON object. */
function linkIn({ bytes }: Download): string | undefined {
  if (bytes.length > LONGEST_LINK_ANSWER) return undefined;
  const text = Buffer.from(bytes).toString('utf8').trim();
  return linksIn(parsed(text))
    .map(asLink)
    .find((link) => link !== undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function linksIn(value: unknown): unknown[] {
  if (!isObject(value)) return [value];
  return Object.values(value).flatMap((each) => (isObject(each) ? Object.values(each) : [each]));
}

/** The sample of 2022 has a signed address without its scheme. */
function asLink(value: unknown): string | undefined {
  if (typeof value !== 'string' || /\s/.test(value)) return undefined;
  if (/^https?:\/\//i.test(value)) return value;
  return /^[\w.-]+\.[a-z]{2,}\/.*[?&]X-Amz-/i.test(value) ? `https://${value}` : undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  rtf: 'application/rtf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

function typeOf({ contentType }: Download, extension: string | null): string | null {
  const said = contentType?.split(';')[0]?.trim() ?? '';
  const generic = said === '' || said === 'application/octet-stream' || said === 'binary/octet-stream';
  return generic ? (TYPES[extension?.toLowerCase() ?? ''] ?? (said || null)) : said;
}
