import type { RunRecord } from '@hrflow-sync/core';
import { funnelOf } from '../../views/run-state.js';
import { amount } from '../../views/words.js';
import { type Html, html } from '../html.js';

/** A share of a bar, in thousandths of its width. */
interface Share {
  readonly look: string;
  readonly count: number;
}

/** How much of what was read has come to an end. Widths are attributes: the page's policy allows no style in it. */
export function progressBar(record: RunRecord): Html {
  const funnel = funnelOf(record);
  const { read, pushed, unchanged, discarded, dropped, expired, left } = funnel;
  const failed = funnel.logicsFailed + funnel.formatFailed + funnel.writeFailed;
  const text = `${amount(read - left)} of ${amount(read)} items read so far have ended`;
  const shares = [
    { look: 'pushed', count: pushed },
    { look: 'unchanged', count: unchanged },
    { look: 'discarded', count: discarded + dropped + expired },
    { look: 'failed', count: failed },
  ];
  return html`<svg
    class="progress"
    viewBox="0 0 1000 10"
    preserveAspectRatio="none"
    role="img"
    aria-label="${text}"
  >
    <rect class="all" width="1000" height="10" />
    ${sharesOf(shares, read)}
  </svg>`;
}

function sharesOf(shares: readonly Share[], total: number): Html[] {
  let x = 0;
  return shares.map(({ look, count }) => {
    const width = total > 0 ? (count / total) * 1000 : 0;
    const rect = html`<rect class="${look}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="10" />`;
    x += width;
    return rect;
  });
}
