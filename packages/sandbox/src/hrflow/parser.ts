import { hash } from 'node:crypto';
import { contentOf } from './content.js';
import { attachmentsOf } from './held.js';
import { hrflowDate, type Period, type Profile, type ProfileContent, type Skill } from './profile.js';
import type { Upload } from './upload.js';

/** What the double finds in every file. */
const SKILLS: readonly Skill[] = [
  { name: 'typescript', type: 'hard', value: null },
  { name: 'mentoring', type: 'soft', value: null },
];

const EXPERIENCES: readonly Period[] = [
  {
    key: hash('sha1', 'parsed experience'),
    logo: null,
    title: 'Chairman',
    company: 'SolarCo',
    description: 'Read from the résumé by the sandbox.',
    location: { text: 'San Mateo, USA', lat: null, lng: null, gmaps: null, fields: null },
    date_start: '2006-06-01T00:00:00',
    date_end: '2023-06-20T00:00:00',
    skills: [],
    certifications: [],
    courses: [],
    tasks: [{ name: 'provided the initial concept', value: null }],
    languages: [],
    interests: [],
  },
];

/** What is known of the owner of a file that belongs to nobody yet. */
const NOBODY = contentOf({ info: {}, text: 'Chairman at SolarCo', text_language: 'en' }, 'put');

/**
 * The content after parsing. A profile that exists is updated, which the documents imply but nobody has
 * verified: what the file says (experiences, skills) replaces what was known, the rest stays, and labels,
 * tags and metadatas sent along replace theirs.
 */
export function parsedContent(
  known: ProfileContent | undefined,
  upload: Upload,
  nowMs: number,
): ProfileContent {
  const base = known ?? NOBODY;
  const owner = upload.reference ?? upload.fileName;
  const kept = (base.attachments ?? []).filter(({ type }) => type !== 'original' && type !== 'resume');
  return {
    ...base,
    experiences_duration: 17,
    experiences: EXPERIENCES,
    skills: SKILLS,
    attachments: [...attachmentsOf(owner, upload.fileSize, hrflowDate(nowMs)), ...kept],
    labels: upload.labels.length > 0 ? upload.labels : base.labels,
    tags: upload.tags.length > 0 ? upload.tags : base.tags,
    metadatas: upload.metadatas.length > 0 ? upload.metadatas : base.metadatas,
  };
}

/** The raw result of the parser: `data.parsing` of a synchronous parsing, `data` of `GET profile/parsing`. */
export function parsingOf(profile: Profile, fileName: string): Record<string, unknown> {
  const { info, key, experiences, educations, skills, text, text_language } = profile;
  const original = profile.attachments?.find(({ type }) => type === 'original');
  return {
    ...RAW,
    key,
    content_uid: original?.alt ?? null,
    file_name: fileName,
    file_size: original?.file_size ?? 0,
    persons: info.full_name === null ? [] : [info.full_name],
    emails: info.email === null ? [] : [info.email],
    phones: info.phone === null ? [] : [info.phone],
    experiences,
    educations,
    skills,
    experiences_duration: profile.experiences_duration,
    educations_duration: profile.educations_duration,
    text,
    text_language,
  };
}

const RAW = {
  certifications: [],
  courses: [],
  date_birth: { iso8601: null, text: null, timestamp: null },
  driving_license: null,
  gender: null,
  images: [],
  interests: [],
  languages: [],
  location: { text: null, lat: null, lng: null, geojson: null },
  picture: null,
  processed_pages: 1,
  summary: null,
  tasks: [],
  total_pages: 1,
  urls: [],
};
