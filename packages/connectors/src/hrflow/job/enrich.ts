import { RejectedItemError, RetryableError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { htmlToText } from '../../kit/html.js';
import { folded, isObject } from '../../kit/json.js';
import type { HrflowJob } from './schema.js';

/** Which attribute a label of the parser goes to; those that are missing say nothing about a job. */
const ATTRIBUTE_OF = {
  language: 'languages',
  task: 'tasks',
  certification: 'certifications',
  course: 'courses',
  interest: 'interests',
} as const;

/** Labels of skills, with the type they stand for. `Skill` is the name older models give. */
const SKILL_TYPE_OF = { skill_hard: 'hard', skill_soft: 'soft', Skill: null } as const;

/** What the parser found in a text. */
interface Found {
  readonly label: string;
  readonly name: string;
}

/**
 * The job with what HrFlow's parser finds in its summary and sections added to its lists. What the job says
 * itself stays, and nothing is named twice. Without a text, it is the job as it is.
 * @throws {@link RejectedItemError} `parsing_rejected` when HrFlow doesn't take the text
 */
export async function enriched(client: HttpClient, job: HrflowJob): Promise<HrflowJob> {
  const text = textOf(job);
  if (text === '') return job;
  const added: HrflowJob = { ...job };
  for (const { label, name } of await parse(client, text)) {
    if (Object.hasOwn(ATTRIBUTE_OF, label)) {
      const attribute = ATTRIBUTE_OF[label as keyof typeof ATTRIBUTE_OF];
      const known = added[attribute] ?? [];
      if (!known.some((entry) => folded(entry.name) === folded(name))) {
        added[attribute] = [...known, { name, value: null }];
      }
    } else if (Object.hasOwn(SKILL_TYPE_OF, label)) {
      const type = SKILL_TYPE_OF[label as keyof typeof SKILL_TYPE_OF];
      const known = added.skills ?? [];
      const isKnown = known.some(
        (skill) => folded(skill.name) === folded(name) && folded(skill.type) === folded(type),
      );
      if (!isKnown) added.skills = [...known, { name, type, value: null }];
    }
  }
  return added;
}

/** Summary, then each section's title and description. */
function textOf({ summary, sections }: HrflowJob): string {
  const parts = (sections ?? []).map(({ title, description }) =>
    [title, description].filter(Boolean).join('\n'),
  );
  return htmlToText([summary, ...parts].filter(Boolean).join('\n\n'));
}

/** Source of the body, and of the answer: Python SDK 4.3, `text/parsing.py` and its tests. */
async function parse(client: HttpClient, text: string): Promise<Found[]> {
  try {
    const { body } = await client.send({ method: 'POST', path: 'text/parsing', json: { texts: [text] } });
    return foundIn(body, text);
  } catch (error) {
    if (!(error instanceof RejectedItemError)) throw error;
    throw new RejectedItemError(
      `HrFlow did not parse the job's text, so the job was not created. ${error.message} Mend its text, or create it with enrich_with_parsing off.`,
      { code: 'parsing_rejected', detail: error.detail, cause: error },
    );
  }
}

/** Answers a list for `texts`; one object has been seen for a single text, and `ents` in a document. */
function foundIn(body: unknown, text: string): Found[] {
  const data = isObject(body) ? body['data'] : undefined;
  const result: unknown = Array.isArray(data) ? data[0] : data;
  const entities = isObject(result) ? (result['entities'] ?? result['ents']) : undefined;
  if (!isObject(result) || !Array.isArray(entities)) {
    throw new RetryableError('HrFlow answered without the parsing that was asked for.', {
      code: 'unexpected_answer',
      detail: "POST text/parsing: no entities in the answer's data",
    });
  }
  // Offsets count code points, where JavaScript's texts count UTF-16 units.
  const characters = Array.from(typeof result['text'] === 'string' ? result['text'] : text);
  return entities.filter(isObject).flatMap(({ label, start, end }) => {
    if (typeof label !== 'string' || typeof start !== 'number' || typeof end !== 'number') return [];
    const name = characters.slice(start, end).join('').trim();
    return name === '' ? [] : [{ label, name }];
  });
}
