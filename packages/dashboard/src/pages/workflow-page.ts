import type { RunPosition, RunRecord } from '@hrflow-sync/core';
import type { Standing } from '../views/standing.js';
import { stateOf, tookMs, isOver } from '../views/run-state.js';
import { amount, duration, scheduleWords, triggerWords } from '../views/words.js';
import { type Html, html } from './html.js';
import { stateBadge } from './parts/badge.js';
import { fragment } from './parts/fragment.js';
import { moment } from './parts/time.js';
import { shell } from './shell.js';
import type { Site } from './site.js';
import { routeOf, standingOf, workflowDeeds } from './workflow-card.js';
import { urlPart } from './parts/url-part.js';

/** One workflow and its runs. */
export interface WorkflowView {
  readonly standing: Standing;
  readonly runs: readonly RunRecord[];
  /** Where the list of runs goes on. */
  readonly next: RunPosition | undefined;
  readonly nowMs: number;
}

export function workflowPage(site: Site, view: WorkflowView, told: string | undefined): string {
  const { standing, runs, nowMs } = view;
  const { id, known } = standing;
  const parts = workflowFragments(site, standing, nowMs);
  return shell(site, {
    title: id,
    place: undefined,
    stream: `/live/workflows/${urlPart(id)}`,
    told,
    body: html`<nav class="crumbs" aria-label="Where this is">
        <a href="${site.basePath}/">Overview</a> <span aria-current="page">${id}</span>
      </nav>
      <section class="card workflow" aria-label="${id}">
        <div class="head">
          <div class="title">
            <h1>${id}</h1>
            <p>
              ${routeOf(standing)}
              ${known?.schedule ? html`<span class="soft">${scheduleWords(known.schedule)}</span>` : undefined}
            </p>
          </div>
          ${fragment('deeds', parts.get('deeds') ?? html``)}
        </div>
        ${fragment('standing', parts.get('standing') ?? html``)}
      </section>
      <section aria-labelledby="runs-title">
        <div class="heading"><h2 id="runs-title">Runs</h2></div>
        ${runs.length === 0 ? html`<p class="card blank">No runs.</p>` : runTable(site, runs, nowMs)}
        ${older(site, view)}
      </section>`,
  });
}

/** The parts of it that change. */
export function workflowFragments(site: Site, standing: Standing, nowMs: number): Map<string, Html> {
  const back = `/workflows/${urlPart(standing.id)}`;
  return new Map([
    ['standing', standingOf(site, standing, nowMs)],
    ['deeds', workflowDeeds(site, standing, back) ?? html``],
  ]);
}

function runTable({ basePath }: Site, runs: readonly RunRecord[], nowMs: number): Html {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="Table of runs">
    <table>
      <thead>
        <tr>
          <th scope="col">Started</th>
          <th scope="col">Result</th>
          <th scope="col">Asked for by</th>
          <th scope="col" class="number">Took</th>
          <th scope="col" class="number">Read</th>
          <th scope="col" class="number">Pushed</th>
          <th scope="col" class="number">Failed</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => runRow(basePath, run, nowMs))}
      </tbody>
    </table>
  </div>`;
}

function runRow(basePath: string, run: RunRecord, nowMs: number): Html {
  const { runId, startedAt, trigger, dryRun, events, deadLetters } = run;
  const took = isOver(run) ? duration(tookMs(run, nowMs)) : '…';
  return html`<tr>
    <th scope="row"><a href="${basePath}/runs/${runId}">${moment(startedAt)}</a></th>
    <td>${stateBadge(stateOf(run))}${dryRun ? html` <span class="chip plain">dry run</span>` : undefined}</td>
    <td>${triggerWords(trigger)}</td>
    <td class="number">${took}</td>
    <td class="number">${amount(events.read_success)}</td>
    <td class="number">${amount(events.write_success)}</td>
    <td class="number ${deadLetters > 0 ? 'failed' : 'none'}">${amount(deadLetters)}</td>
  </tr>`;
}

function older({ basePath }: Site, { standing, next }: WorkflowView): Html | undefined {
  if (!next) return undefined;
  const path = `${basePath}/workflows/${urlPart(standing.id)}`;
  return html`<p class="more">
    <a class="button quiet" href="${path}?before=${next.startedAtMs}-${next.runId}#runs-title">Older runs</a>
  </p>`;
}
