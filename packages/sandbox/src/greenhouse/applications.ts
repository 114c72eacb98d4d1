import type { Application, Attachment, Candidate } from './candidate.js';
import { Draw } from './draw.js';
import { ACTIVE, REJECTED } from './sample.js';
import { JOB_NAMES, SOURCES, STAGES } from './vocabulary.js';

const PURPOSE = 7;

/** The jobs candidates apply to. */
export const JOBS = JOB_NAMES.map((name, position) => ({ id: 149_995 + position * 11, name }));

type Job = (typeof JOBS)[number];

/** What decides about an application: drawn first, so that a filter needs nothing else. */
interface Choice {
  readonly prospect: boolean;
  readonly job: Job;
}

/** Jobs the candidate at `index` has applied to; being a prospect on a job is no application. */
export function jobsApplied(seed: number, index: number): number[] {
  return choices(new Draw(seed, index, PURPOSE))
    .filter(({ prospect }) => !prospect)
    .map(({ job }) => job.id);
}

export function generateApplications(
  seed: number,
  index: number,
  candidate: Candidate,
  attachments: readonly Attachment[],
): Application[] {
  const draw = new Draw(seed, index, PURPOSE);
  return choices(draw).map((choice, position) => {
    const rejected = !choice.prospect && draw.chance(40);
    return {
      ...(rejected ? REJECTED : ACTIVE),
      // Newest first, as the documented sample lists them.
      id: candidate.id + 10_000_000 - position,
      candidate_id: candidate.id,
      prospect: choice.prospect,
      applied_at: candidate.created_at,
      rejected_at: rejected ? candidate.updated_at : null,
      last_activity_at: candidate.last_activity,
      location: draw.chance(50) ? ACTIVE.location : null,
      source: draw.chance(80) ? sourceOf(draw.below(SOURCES.length)) : null,
      credited_to: draw.chance(50) ? ACTIVE.credited_to : null,
      jobs: [choice.job],
      job_post_id: choice.prospect ? null : ACTIVE.job_post_id,
      current_stage: choice.prospect ? null : stageOf(draw.below(STAGES.length)),
      attachments,
    };
  });
}

function choices(draw: Draw): Choice[] {
  return Array.from({ length: draw.below(3) }, () => ({ prospect: draw.chance(15), job: draw.pick(JOBS) }));
}

function sourceOf(position: number): Application['source'] {
  return { id: 12 + position, public_name: SOURCES[position] as string };
}

function stageOf(position: number): Application['current_stage'] {
  return { id: 1_073_533 + position, name: STAGES[position] as string };
}
