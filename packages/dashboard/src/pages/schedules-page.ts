import type { TickCounts } from '@hrflow-sync/core';
import type { ScheduleRow } from '../views/schedules.js';
import { amount, scheduleWords } from '../views/words.js';
import { type Html, html } from './html.js';
import { ago, ahead, moment } from './parts/time.js';
import { shell } from './shell.js';
import type { Site } from './site.js';
import { urlPart } from './parts/url-part.js';

/** All schedules: when each ticks next, and what ticks were skipped. */
export function schedulesPage(site: Site, rows: readonly ScheduleRow[], nowMs: number): string {
  return shell(site, {
    title: 'Schedules',
    place: 'schedules',
    body: html`<div class="heading"><h1>Schedules</h1></div>
      ${rows.length === 0 ? html`<p class="card blank">No workflow has a schedule.</p>` : table(site, rows, nowMs)}
      <p class="soft">
        A tick that finds a run in flight, or its workflow paused, is counted as skipped and never queued. One
        that passed while no scheduler ran is counted as missed. Schedules are changed in the workflow files.
      </p>`,
  });
}

function table(site: Site, rows: readonly ScheduleRow[], nowMs: number): Html {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="Schedules">
    <table>
      <thead>
        <tr>
          <th scope="col">Workflow</th>
          <th scope="col">Schedule</th>
          <th scope="col">Next tick</th>
          <th scope="col" class="number">Skipped</th>
          <th scope="col" class="number">Missed</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => scheduleRow(site, row, nowMs))}
      </tbody>
    </table>
  </div>`;
}

function scheduleRow({ basePath }: Site, row: ScheduleRow, nowMs: number): Html {
  const { workflowId, schedule, ticks, pause } = row;
  const { skipped, missed } = ticks;
  return html`<tr>
    <th scope="row">
      <a href="${basePath}/workflows/${urlPart(workflowId)}">${workflowId}</a>
      ${pause ? html`<span class="chip warn">paused</span>` : undefined}
    </th>
    <td><code>${scheduleWords(schedule)}</code></td>
    <td>${nextTick(row, nowMs)}</td>
    <td class="number">${tickCount(skipped, nowMs)}</td>
    <td class="number">${tickCount(missed, nowMs)}</td>
  </tr>`;
}

function nextTick({ nextRunAtMs, isEnabled }: ScheduleRow, nowMs: number): Html {
  if (nextRunAtMs !== undefined)
    return html`${moment(nextRunAtMs)}<small>${ahead(nextRunAtMs, nowMs)}</small>`;
  if (!isEnabled) return html`<span class="chip plain">disabled in its file</span>`;
  return html`<span class="chip warn">not in force: no scheduler has taken it</span>`;
}

function tickCount({ count, lastAt }: TickCounts['skipped' | 'missed'], nowMs: number): Html {
  const last = lastAt === null ? undefined : html`<small>the last ${ago(Date.parse(lastAt), nowMs)}</small>`;
  return html`${count === 0 ? html`<span class="none">0</span>` : amount(count)}${last}`;
}
