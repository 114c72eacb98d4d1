import { folded } from '../../kit/json.js';
import { RejectedItemError } from '../../kit/errors.js';
import type { HttpClient } from '../../kit/http/client.js';
import { parseInstant } from '../../kit/time.js';
import { present } from '../../kit/present.js';
import type { Harvest, HeldCandidate, HeldResume } from './harvest.js';
import type { GreenhouseResumeItem } from './item.js';

/** Larger files are no résumés. Greenhouse's own limit is not published. */
const LIMITS = { maxBytes: 25 * 1024 * 1024, timeoutMs: 60_000 };

/**
 * Attaches a résumé, unless Greenhouse has it already or has a newer one. Its content is sent, not its
 * address: a link that Greenhouse then failed to fetch would be nobody's failure.
 *
 * Three rules, cheap ones first. A résumé of the same name is there: known. One that Greenhouse got later
 * than HrFlow got this one: newer, and v3 would replace it. The newest is as long as this one, or as the file
 * this one was made of: known, and most likely where HrFlow has it from.
 *
 * @returns whether it was attached
 * @throws {@link RejectedItemError} when the file can't be fetched, or there is nothing to attach it to
 */
export async function attachOnce(
  client: HttpClient,
  harvest: Harvest,
  candidate: HeldCandidate,
  resume: GreenhouseResumeItem,
  jobId: string | null,
): Promise<boolean> {
  const held = present(await candidate.resumes());
  if (held.some(({ filename }) => folded(filename) === folded(resume.filename))) return false;
  const [newest] = held.toSorted((a, b) => timeOf(b) - timeOf(a));
  if (newest && (isNewer(newest, resume) || (await isSameLength(client, newest, resume)))) return false;
  const file = await client.download(resume.url, LIMITS);
  await harvest.attach(
    candidate,
    {
      filename: resume.filename,
      contentType: resume.content_type ?? file.contentType,
      content: Buffer.from(file.bytes).toString('base64'),
    },
    jobId,
  );
  return true;
}

const timeOf = ({ created_at }: HeldResume): number => (created_at && parseInstant(created_at)) || 0;

function isNewer(held: HeldResume, { created_at }: GreenhouseResumeItem): boolean {
  const at = created_at ? parseInstant(created_at) : undefined;
  return at !== undefined && timeOf(held) >= at;
}

/** A held file that can't be fetched any more is taken for another one: then two are better than none. */
async function isSameLength(
  client: HttpClient,
  { url }: HeldResume,
  { sizes }: GreenhouseResumeItem,
): Promise<boolean> {
  if (!url || !sizes || sizes.length === 0) return false;
  try {
    const { bytes } = await client.download(url, LIMITS);
    return sizes.includes(bytes.length);
  } catch (error) {
    if (error instanceof RejectedItemError) return false;
    throw error;
  }
}
