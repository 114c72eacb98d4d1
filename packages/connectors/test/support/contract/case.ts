import type { Bench } from './bench.js';
import type { ContractSubject, Topic } from './subject.js';

/** One thing every connector does. */
export interface Case {
  /** The rest of a sentence that starts with the action. */
  readonly name: string;
  /** What the subject may leave out with a reason. */
  readonly topic?: Topic;
  /** Needs pages, a detail, a link to the next page; connectors without are told why in the test's name. */
  readonly needs?: keyof typeof NEEDS;
  run(bench: Bench): Promise<void>;
}

type Subject = Pick<ContractSubject<never>, 'paging' | 'detail'>;

/** Why a case isn't for a subject, or nothing where it is. */
const NEEDS = {
  pages: ({ paging }: Subject) => ('none' in paging ? paging.none : undefined),
  links: ({ paging }: Subject) => {
    if ('none' in paging) return paging.none;
    return paging.by === 'link' ? undefined : 'its pages are counted, no answer names the next one';
  },
  detail: ({ detail }: Subject) => (detail ? undefined : 'its lists hold whole items'),
};

/** Why a case isn't for a subject, or nothing where it is. */
export function absence({ topic, needs }: Case, subject: ContractSubject<never>): string | undefined {
  return (topic && subject.absent?.[topic]) ?? (needs && NEEDS[needs](subject));
}
