import type { RunRecord } from '@hrflow-sync/core';
import { stateOf } from '../../views/run-state.js';
import type { Mark } from '../../views/standing.js';
import { amount, STATE_WORDS } from '../../views/words.js';
import { type Html, html } from '../html.js';
import { momentText } from './time.js';

/**
 * The last runs of a workflow, oldest first: a bar each, whose height says the same as its colour. A bar leads to its
 * run, but is no stop of the tabulator key: there would be two dozen for each workflow, and all runs are listed on the
 * workflow's own page.
 */
export function runMarks(basePath: string, workflowId: string, marks: readonly Mark[]): Html {
  if (marks.length === 0) return html`<p class="soft">It hasn’t run yet.</p>`;
  return html`<ol class="marks" aria-label="Last runs of ${workflowId}, the newest last">
    ${marks.map((mark) => html`<li>${mark.run ? runMark(basePath, mark.run) : skippedMark(mark.atMs)}</li>`)}
  </ol>`;
}

function runMark(basePath: string, run: RunRecord): Html {
  const state = stateOf(run);
  const { write_success: pushed, unchanged } = run.events;
  const failed = run.deadLetters > 0 ? `, ${amount(run.deadLetters)} failed` : '';
  const dry = run.dryRun ? ', dry run' : '';
  const text = `${momentText(run.startedAt)}: ${STATE_WORDS[state].toLowerCase()}${dry}, ${amount(pushed)} pushed, ${amount(unchanged)} unchanged${failed}`;
  return html`<a class="mark ${state}" href="${basePath}/runs/${run.runId}" tabindex="-1" title="${text}"
    ><span class="unseen">${text}</span></a
  >`;
}

function skippedMark(atMs: number): Html {
  const text = `${momentText(atMs)}: skipped, a run was in flight or the workflow was paused`;
  return html`<span class="mark skipped" title="${text}"><span class="unseen">${text}</span></span>`;
}

/** What the bars mean. */
export function marksLegend(): Html {
  const entries = (['success', 'success_with_failures', 'fatal', 'running', 'skipped'] as const).map(
    (state) => html`<li><span class="mark ${state}"></span>${STATE_WORDS[state]}</li>`,
  );
  return html`<ul class="legend" aria-label="What the bars mean">
    ${entries}
  </ul>`;
}
