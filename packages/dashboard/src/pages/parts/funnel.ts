import { amount } from '../../views/words.js';
import type { Funnel } from '../../views/run-state.js';
import { type Html, html } from '../html.js';

/** Of the drawing; the words are outside of it, where they stay readable on a phone. */
const WIDTH = 1_000;
const HEIGHT = 120;
/** What there is of something is seen, however little. */
const THINNEST = 3;
/** How much of the width a step keeps its height before it narrows to the next. */
const STEPS = [
  [0, 240],
  [380, 620],
  [760, WIDTH],
] as const;

/** Read, kept, pushed; and what was lost between them. */
export function funnelFigure(funnel: Funnel, isDryRun: boolean): Html {
  const { read, kept, pushed, left } = funnel;
  const text = `${amount(read)} read, ${amount(kept)} kept, ${amount(pushed)} pushed`;
  const lastWords = isDryRun ? 'pushed (dry run)' : 'pushed';
  return html`<div class="funnel">
    <ol class="steps">
      <li><strong>${amount(read)}</strong> <span>read</span></li>
      <li><strong>${amount(kept)}</strong> <span>kept</span></li>
      <li><strong>${amount(pushed)}</strong> <span>${lastWords}</span></li>
    </ol>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${text}">
      <path class="whole" d="${shape([read, read, read], read)}" />
      <path class="flow" d="${shape([read, kept, pushed], read)}" />
    </svg>
    <div class="losses">
      ${losses('Between read and kept', [
        ['discarded by a logic', funnel.discarded, 'plain'],
        ['dropped by a person', funnel.dropped, 'plain'],
        ['expired', funnel.expired, 'plain'],
        ['failed in a logic', funnel.logicsFailed, 'bad'],
        ['failed in the format', funnel.formatFailed, 'bad'],
      ])}
      ${losses('Between kept and pushed', [
        ['unchanged', funnel.unchanged, 'plain'],
        ['failed to be written', funnel.writeFailed, 'bad'],
        [isDryRun ? 'would be pushed' : 'still to do', left, 'left'],
      ])}
    </div>
  </div>`;
}

function losses(label: string, entries: readonly (readonly [string, number, string])[]): Html {
  const shown = entries.filter(([, count]) => count > 0);
  return html`<ul aria-label="${label}">
    ${
      shown.length === 0
        ? html`<li class="soft">nothing lost</li>`
        : shown.map(
            ([words, count, look]) =>
              html`<li class="${look}"><b>${look === 'left' ? '' : '−'}${amount(count)}</b> ${words}</li>`,
          )
    }
  </ul>`;
}

/** The outline of a stream that is as wide as its counts, from left to right. */
function shape(counts: readonly [number, number, number], most: number): string {
  const half = counts.map((count) =>
    count === 0 || most === 0 ? 0.5 : Math.max(THINNEST, (count / most) * HEIGHT) / 2,
  );
  const upper: string[] = [];
  const lower: string[] = [];
  STEPS.forEach(([from, to], step) => {
    const tall = half[step] ?? 0;
    const top = (HEIGHT / 2 - tall).toFixed(1);
    const bottom = (HEIGHT / 2 + tall).toFixed(1);
    const next = STEPS[step + 1];
    const nextTall = half[step + 1] ?? tall;
    upper.push(`${step === 0 ? 'M' : 'L'}${from} ${top}L${to} ${top}`);
    lower.unshift(`L${to} ${bottom}L${from} ${bottom}`);
    if (!next) return;
    const middle = (to + next[0]) / 2;
    const nextTop = (HEIGHT / 2 - nextTall).toFixed(1);
    const nextBottom = (HEIGHT / 2 + nextTall).toFixed(1);
    upper.push(`C${middle} ${top} ${middle} ${nextTop} ${next[0]} ${nextTop}`);
    lower.unshift(`C${middle} ${nextBottom} ${middle} ${bottom} ${to} ${bottom}`);
  });
  return `${upper.join('')}${lower.join('')}Z`;
}
