import { EVENT_NAMES, toRunResult, type RunRecord } from '@hrflow-sync/core';
import { funnelOf, isOver, stateOf, tookMs } from '../views/run-state.js';
import type { FailuresFrom, RunView } from '../views/run-view.js';
import {
  amount,
  counted,
  duration,
  EVENT_WORDS,
  phaseOf,
  rate,
  reasonWords,
  redactText,
  triggerWords,
} from '../views/words.js';
import { failuresSection } from './failures-section.js';
import { type Html, html } from './html.js';
import { chip, stateBadge } from './parts/badge.js';
import { fragment } from './parts/fragment.js';
import { funnelFigure } from './parts/funnel.js';
import { paceChart } from './parts/pace-chart.js';
import { progressBar } from './parts/progress.js';
import { moment } from './parts/time.js';
import { shell } from './shell.js';
import type { Site } from './site.js';
import { cancelDeed, pauseBanner, waitsLine } from './workflow-card.js';
import { urlPart } from './parts/url-part.js';

/** One run: what it came to and why, how fast it went, what failed and what can be done about it. */
export function runPage(
  site: Site,
  view: RunView,
  from: FailuresFrom | undefined,
  told: string | undefined,
): string {
  const { runId, workflowId } = view;
  const parts = runFragments(site, view, from);
  const part = (id: string): Html => fragment(id, parts.get(id) ?? html``);
  const workflowPath = `${site.basePath}/workflows/${urlPart(workflowId)}`;
  const query = from ? `?code=${urlPart(from.code)}&after=${from.after}` : '';
  return shell(site, {
    title: `Run of ${workflowId}`,
    place: undefined,
    stream: `/live/runs/${runId}${query}`,
    told,
    body: html`<nav class="crumbs" aria-label="Where this is">
        <a href="${site.basePath}/">Overview</a> <a href="${workflowPath}">${workflowId}</a>
        <span aria-current="page">${runId}</span>
      </nav>
      ${part('head')}
      <div class="two">
        <section class="card" aria-labelledby="funnel-title">
          <h2 id="funnel-title">Items</h2>
          ${part('funnel')}
        </section>
        <section class="card" aria-labelledby="pace-title">
          <h2 id="pace-title">Items per second</h2>
          ${part('pace')}
        </section>
      </div>
      <section id="failures" aria-label="Failures">${part('failed')}</section>
      <section class="card details" aria-labelledby="details-title">
        <h2 id="details-title">Details</h2>
        ${part('details')}
      </section>`,
  });
}

/** The parts of it that change. */
export function runFragments(site: Site, view: RunView, from: FailuresFrom | undefined): Map<string, Html> {
  const { record, pace } = view;
  const chart = paceChart(pace, record !== undefined && !isOver(record));
  return new Map([
    ['head', head(site, view)],
    ['funnel', record ? funnelFigure(funnelOf(record), record.dryRun) : nothingYet()],
    ['pace', chart ?? nothingYet()],
    ['failed', failuresSection(site, view, from)],
    ['details', details(site, view)],
  ]);
}

function nothingYet(): Html {
  return html`<p class="soft">Nothing to show yet.</p>`;
}

function head(site: Site, view: RunView): Html {
  const { record, workflowId, runId, nowMs, pause } = view;
  const state = record ? stateOf(record) : 'waiting';
  const chips = record
    ? [
        ...(record.dryRun ? [chip('dry run')] : []),
        ...(record.incremental ? [chip('incremental')] : []),
        ...(record.cancelled && isOver(record) ? [chip('cancelled', 'warn')] : []),
      ]
    : [];
  const inFlight = record !== undefined && !isOver(record);
  const canCancel = inFlight && !record.cancelled && site.visitor.mayAct;
  return html`<div class="run-head" data-announce="${announcement(record)}">
    <div class="head">
      <div class="title">
        <h1>${workflowId}</h1>
        <p>${stateBadge(state)} ${chips} ${record ? timing(record, nowMs) : undefined}</p>
      </div>
      <div class="deeds">
        <a class="button quiet" href="${site.basePath}/queues/queue/runs/${runId}">Tree of its jobs</a>
        ${canCancel ? cancelDeed(site, runId, `/runs/${runId}`) : undefined}
      </div>
    </div>
    ${record && isOver(record) ? undefined : pauseBanner({ pause })} ${waitsLine(view)}
    <p class="verdict ${state}">
      ${record ? verdict(record, view.perSecond) : 'It waits for a worker to take it.'}
    </p>
    ${inFlight ? progressBar(record) : undefined}
  </div>`;
}

function timing(record: RunRecord, nowMs: number): Html {
  const took = isOver(record) ? html` · took ${duration(tookMs(record, nowMs))}` : undefined;
  return html`<span class="soft"
    >${moment(record.startedAt)}${took} · asked for by ${triggerWords(record.trigger)}</span
  >`;
}

/** What a run came to, or is at, in a sentence. */
function verdict(record: RunRecord, perSecond: number): string {
  const { read, pushed, unchanged, left } = funnelOf(record);
  if (!isOver(record)) {
    const pace = perSecond > 0 ? `, ${rate(perSecond)} items per second` : '';
    return `${phaseOf(record)}: ${counted(record.pages, 'page')}, ${amount(read - left)} of ${counted(read, 'item')} ended${pace}.`;
  }
  const result = toRunResult(record);
  const message = result.message === undefined ? '' : ` ${redactText(result.message)}`;
  if (result.status === 'fatal') return `${reasonWords(result.reason)}${message}`;
  if (record.dryRun)
    return `${counted(read, 'item')} read and formatted. Nothing was pushed: this was a dry run.`;
  const done = `${amount(pushed)} of ${counted(read, 'item')} pushed${unchanged > 0 ? `, ${amount(unchanged)} unchanged` : ''}.`;
  const dead =
    record.deadLetters > 0
      ? ` ${counted(record.deadLetters, 'item')} failed and ${record.deadLetters === 1 ? 'waits' : 'wait'} below.`
      : '';
  const broken = record.readError === undefined ? '' : ` Reading broke off:${message}`;
  const other = record.events.callback_failure > 0 ? ' Its callback threw.' : '';
  return read === 0 ? 'There was nothing to read.' : `${done}${dead}${broken}${other}`;
}

/** Said to screen readers when it changes: not each number, but each state. */
function announcement(record: RunRecord | undefined): string {
  if (!record) return 'The run waits for a worker.';
  return isOver(record) ? `The run has ended. ${verdict(record, 0)}` : `${phaseOf(record)}.`;
}

function details(site: Site, view: RunView): Html {
  const { record } = view;
  if (!record) return nothingYet();
  return html`<div class="two">
    ${eventTable(record)}
    <dl class="pairs">
      ${pairsOf(site, view, record).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

function eventTable({ events }: RunRecord): Html {
  const shown = EVENT_NAMES.filter((name) => events[name] > 0 || name === 'read_success');
  return html`<table class="plain">
    <caption class="unseen">
      Events
    </caption>
    <tbody>
      ${shown.map(
        (name) =>
          html`<tr>
            <th scope="row"><code>${name}</code><small>${EVENT_WORDS[name]}</small></th>
            <td class="number">${amount(events[name])}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function pairsOf(
  { basePath }: Site,
  { runId, nowMs }: RunView,
  record: RunRecord,
): [string, Html | string][] {
  const { status, reason } = toRunResult(record);
  const { startedAt, finishedAt } = record;
  const code = (text: string): Html => html`<code>${text}</code>`;
  return [
    ['Run', code(runId)],
    ['Action', code(record.action)],
    ['Status', code(isOver(record) ? status : 'in flight')],
    ['Reason', code(isOver(record) ? reason : '–')],
    ['Started', moment(startedAt)],
    ['Ended', finishedAt === undefined ? '–' : moment(finishedAt)],
    ['Took', duration(tookMs(record, nowMs))],
    ['Pages read', amount(record.pages)],
    ['Items unfinished', amount(record.outstanding)],
    ['Incremental token', code(record.token ?? '–')],
    ['Its jobs', html`<a href="${basePath}/queues/queue/runs/${runId}">in Bull Board</a>`],
  ];
}
