import type { RunPace } from '@hrflow-sync/core';
import { duration, rate } from '../../views/words.js';
import { type Html, html } from '../html.js';

const HEIGHT = 120;
/** Of a span's width. */
const BAR_WIDTH = 0.78;
/** With fewer, a run of a few seconds would be a few fat bars. */
const FEWEST_SPANS = 20;

/** Items per second over the time of a run. */
export function paceChart(pace: RunPace | undefined, isRunning: boolean): Html | undefined {
  if (!pace || pace.spans.length === 0) return undefined;
  const { spans, spanMs } = pace;
  // The last span of a running run has only begun: it would always look like a fall.
  const shown = isRunning && spans.length > 1 ? spans.slice(0, -1) : spans;
  const most = Math.max(1, ...shown.map(({ ended, failed }) => ended + failed));
  const slots = Math.max(FEWEST_SPANS, shown.length);
  const highest = rate((most * 1_000) / spanMs);
  const total = duration(shown.length * spanMs);
  const text = `Items per second over ${total}, in spans of ${duration(spanMs)}; at most ${highest}`;
  return html`<div class="chart">
    <p class="axis top"><span>${highest}/s</span></p>
    <svg viewBox="0 0 ${slots} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${text}">
      <line class="grid" x1="0" x2="${slots}" y1="0.5" y2="0.5" />
      <line class="grid" x1="0" x2="${slots}" y1="${HEIGHT / 2}" y2="${HEIGHT / 2}" />
      ${shown.flatMap((span, index) => bars(span, index, most))}
      <line class="base" x1="0" x2="${slots}" y1="${HEIGHT - 0.5}" y2="${HEIGHT - 0.5}" />
    </svg>
    <p class="axis"><span>0</span><span>${duration(slots * spanMs)}</span></p>
  </div>`;
}

function bars({ ended, failed }: RunPace['spans'][number], index: number, most: number): Html[] {
  const endedHeight = (ended / most) * HEIGHT;
  const failedHeight = (failed / most) * HEIGHT;
  const x = (index + (1 - BAR_WIDTH) / 2).toFixed(2);
  const bar = (look: string, y: number, height: number): Html[] =>
    height > 0
      ? [
          html`<rect
            class="${look}"
            x="${x}"
            y="${y.toFixed(1)}"
            width="${BAR_WIDTH}"
            height="${height.toFixed(1)}"
          />`,
        ]
      : [];
  return [
    ...bar('ended', HEIGHT - endedHeight, endedHeight),
    ...bar('failed', HEIGHT - endedHeight - failedHeight, failedHeight),
  ];
}
