import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { isObject } from './content.js';
import { Refusal, success } from './envelope.js';

/** What the double's parser knows, by label. Invented; the real one reads any text. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  skill_hard: ['Python', 'TypeScript', 'Java', 'SQL', 'Kubernetes', 'Excel'],
  skill_soft: ['teamwork', 'négociation', 'leadership', 'autonomie'],
  language: ['English', 'French', 'German', 'anglais', 'français'],
  certification: ['PMP', 'CACES', 'AWS Certified'],
  course: ['algorithms', 'corporate finance'],
  task: ['weekly reporting', 'code review'],
  interest: ['chess', 'aïkido'],
  location: ['Paris', 'London', 'Berlin'],
  job_title: ['developer', 'engineer', 'développeur'],
};

/** The lists of `parsing`, and the label that goes into each. */
const LISTS = {
  certifications: 'certification',
  companies: 'company',
  courses: 'course',
  dates: 'date',
  durations: 'duration',
  education_titles: 'education_title',
  emails: 'email',
  first_names: 'first_name',
  interests: 'interest',
  job_titles: 'job_title',
  languages: 'language',
  last_names: 'last_name',
  locations: 'location',
  phones: 'phone',
  schools: 'school',
  skills_hard: 'skill_hard',
  skills_soft: 'skill_soft',
  tasks: 'task',
} as const;

/** "Batch < 32" (developers.hrflow.ai, "Parse a Text"). */
const MAX_TEXTS = 31;

interface Entity {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/**
 * `POST text/parsing`, with `text` or `texts`; the answer's `data` is a list in both cases, as the SDK's
 * tests allow. Offsets count code points.
 * @throws {Refusal} 400 when there is no text; the words for null are captured, the others unverified
 */
export function parseText(call: Call): Answer {
  const body = isObject(call.json) ? call.json : {};
  const texts: unknown = body['texts'] ?? [body['text']];
  if (!Array.isArray(texts)) throw new Refusal(400, 'Bad request. texts must be a list');
  if (texts.length > MAX_TEXTS) throw new Refusal(400, `Bad request. At most ${MAX_TEXTS} texts`);
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string' && text !== '')) {
    throw new Refusal(400, 'Bad request. Text cannot be null');
  }
  return success(200, 'Parsing results', JSON.stringify((texts as string[]).map(parsed)));
}

function parsed(text: string): object {
  const entities = Object.entries(WORDS)
    .flatMap(([label, words]) => words.flatMap((word) => occurrences(text, word, label)))
    .sort((a, b) => a.start - b.start);
  const characters = Array.from(text);
  const named = (wanted: string): string[] =>
    entities
      .filter(({ label }) => label === wanted)
      .map(({ start, end }) => characters.slice(start, end).join(''));
  const parsing = Object.fromEntries(Object.entries(LISTS).map(([list, label]) => [list, named(label)]));
  return { text, entities, parsing };
}

/** Every place where a word stands alone, whatever its case. */
function occurrences(text: string, word: string, label: string): Entity[] {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, 'giu');
  return [...text.matchAll(pattern)].map(({ 0: match, index }) => {
    const start = lengthOf(text.slice(0, index));
    return { start, end: start + lengthOf(match), label };
  });
}

/** In code points. */
const lengthOf = (text: string): number => Array.from(text).length;
