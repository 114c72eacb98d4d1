import type { JsonObject } from '../../kit/json.js';
import { parseInstant } from '../../kit/time.js';
import type { GreenhouseResumeItem } from './item.js';
import { namesOf, objectsOf, textOf } from './names.js';

/** HrFlow's own names for the files of a parsing. They say nothing about the file. */
const GENERIC_NAMES: ReadonlySet<string> = new Set(['original', 'resume', '']);
/** HrFlow's PDF of a résumé is preferred to what was uploaded: every Greenhouse can show it. */
const TYPE_ORDER = ['resume', 'original'];

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.txt': 'text/plain',
  '.rtf': 'application/rtf',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
};

/** The newest résumé that HrFlow keeps of a profile. */
export function resumeOf(profile: JsonObject): GreenhouseResumeItem | null {
  const files = objectsOf(profile['attachments']).filter(({ public_url }) => textOf(public_url) !== null);
  const newestFirst = files.toSorted((a, b) => timeOf(b) - timeOf(a));
  const type = TYPE_ORDER.find((each) => newestFirst.some((file) => file['type'] === each));
  const file = type === undefined ? undefined : newestFirst.find((each) => each['type'] === type);
  const url = textOf(file?.['public_url']);
  if (!file || url === null) return null;
  const extension = extensionOf(file, url);
  return {
    url,
    filename: filenameOf(profile, file, extension),
    content_type: CONTENT_TYPES[extension] ?? null,
    created_at: textOf(file['created_at']) ?? textOf(file['updated_at']),
    sizes: files
      .filter(isResume)
      .flatMap(({ file_size: size }) => (typeof size === 'number' && Number.isFinite(size) ? [size] : [])),
  };
}

const isResume = ({ type }: JsonObject): boolean => TYPE_ORDER.includes(String(type));

function timeOf(file: JsonObject): number {
  return parseInstant(textOf(file['created_at']) ?? '') ?? 0;
}

function extensionOf(file: JsonObject, url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const candidates = [textOf(file['extension']) ?? '', /\.[a-z0-9]{1,5}$/i.exec(path)?.[0] ?? ''];
  return candidates.find((each) => /^\.[a-z0-9]{1,5}$/i.test(each))?.toLowerCase() ?? '.pdf';
}

/**
 * `alt` is HrFlow's digest of the content. As a part of the name it makes one content be one name, which is
 * all that Greenhouse gives back of a file.
 */
function filenameOf(profile: JsonObject, file: JsonObject, extension: string): string {
  const uploaded = (textOf(file['original_file_name']) ?? '').replace(/\.[a-z0-9]{1,5}$/i, '');
  const { first_name, last_name } = namesOf(profile);
  const name = GENERIC_NAMES.has(uploaded.toLowerCase())
    ? [first_name, last_name].filter(Boolean).join(' ') || 'resume'
    : uploaded;
  const digest = (textOf(file['alt']) ?? '').slice(0, 8);
  // Nothing that a file system or a header would take for its own.
  const plain = name.replace(/[\s\p{Cc}/\\:*?"<>|]+/gu, ' ').trim() || 'resume';
  return `${[plain, digest].filter(Boolean).join(' ')}${extension}`;
}
