import { RejectedItemError, SyncError } from '../kit/errors.js';
import type { HttpClient } from '../kit/http/client.js';
import { textOrNull } from '../kit/present.js';
import type { BreezyhrCandidateInput } from './candidate-input.js';
import type { StandingCandidate } from './find.js';
import { missingHistory, writeHistory } from './histories.js';

/** Larger files are no résumés. */
const RESUME_LIMITS = { maxBytes: 25 * 1024 * 1024, timeoutMs: 60_000 };

/**
 * Gives a candidate what it lacks of an item: entries of its histories, and a résumé where it has none. A
 * résumé it has stays: Breezy says nothing about a file by which two could be compared.
 *
 * Each step is tried, whatever became of the one before. What Breezy refused is told at the end, so that the
 * item doesn't pass for done; what may pass on its own is thrown at once, and the push is tried again.
 *
 * @returns whether anything had to be written
 * @throws {@link RejectedItemError} `candidate_incomplete`
 */
export async function completeCandidate(
  client: HttpClient,
  { path, candidate }: StandingCandidate,
  item: BreezyhrCandidateInput,
): Promise<boolean> {
  const steps = missingHistory(item, candidate).map((write) => ({
    what: `${write.route}: ${write.place}`,
    run: () => writeHistory(client, path, write),
  }));
  const url = textOrNull(item.resume?.url);
  if (url !== null && !hasResume(candidate.resume)) {
    const fileName = textOrNull(item.resume?.file_name) ?? 'resume.pdf';
    steps.push({ what: 'resume', run: () => uploadResume(client, path, url, fileName) });
  }
  const failures: Failure[] = [];
  for (const { what, run } of steps) {
    const error = await refusalOf(run());
    if (error) failures.push({ what, error });
  }
  if (failures.length > 0) throw incomplete(failures, steps.length);
  return steps.length > 0;
}

interface Failure {
  readonly what: string;
  readonly error: SyncError;
}

function hasResume(resume: StandingCandidate['candidate']['resume']): boolean {
  return textOrNull(resume?.url) !== null || textOrNull(resume?.file_name) !== null;
}

async function refusalOf(step: Promise<void>): Promise<SyncError | undefined> {
  try {
    await step;
    return undefined;
  } catch (error) {
    if (error instanceof SyncError && error.recovery === 'reject') return error;
    throw error;
  }
}

/** The candidate itself is written; the item must not pass for done. */
function incomplete(failures: readonly Failure[], steps: number): RejectedItemError {
  const [first] = failures;
  return new RejectedItemError(
    `The candidate is in Breezy HR, but ${failures.length} of ${steps} further steps failed: ` +
      `${failures.map(({ what }) => what).join('; ')}. ${first?.error.message ?? ''}`,
    { code: 'candidate_incomplete', detail: first?.error.detail, cause: first?.error },
  );
}

/** The multipart field is called `file` (developer.breezy.hr, "Candidate resume"). */
async function uploadResume(client: HttpClient, path: string, url: string, fileName: string): Promise<void> {
  const { bytes, contentType } = await client.download(url, RESUME_LIMITS);
  const form = new FormData();
  const type = contentType ?? 'application/octet-stream';
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), fileName);
  await client.send({ method: 'POST', path: `${path}/resume`, form, ignoreBody: true });
}
