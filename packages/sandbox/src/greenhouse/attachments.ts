import { hash } from 'node:crypto';
import type { Attachment } from './candidate.js';
import { Draw } from './draw.js';

const PURPOSE = 6;

/** A candidate's files: most have a résumé, some a covering letter too. */
export function attachmentsOf(
  seed: number,
  index: number,
  id: number,
  createdAt: string,
  filesUrl: string,
): Attachment[] {
  const draw = new Draw(seed, index, PURPOSE);
  const file = (type: string): Attachment => ({
    filename: `${type}_${id}.pdf`,
    url: signed(`${filesUrl}/${type}/${id}.pdf`),
    type,
    created_at: createdAt,
  });
  const attachments = draw.chance(60) ? [file('resume')] : [];
  return draw.chance(15) ? [file('cover_letter'), ...attachments] : attachments;
}

/** Looks like the S3 addresses Harvest hands out; valid for 7 days there, for ever here. */
function signed(url: string): string {
  return `${url}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=604800&X-Amz-Signature=${hash('sha1', url)}`;
}
