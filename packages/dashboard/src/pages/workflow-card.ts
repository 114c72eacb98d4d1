import type { WaitingJobs } from '@hrflow-sync/core';
import { phaseOf, amount, counted, rate, redactText, scheduleWords } from '../views/words.js';
import type { Standing } from '../views/standing.js';
import { type Html, html } from './html.js';
import { stateBadge } from './parts/badge.js';
import { deedForm, deedMenu } from './parts/form.js';
import { icon } from './parts/icons.js';
import { runMarks } from './parts/marks.js';
import { progressBar } from './parts/progress.js';
import { ago, ahead, clock, moment } from './parts/time.js';
import type { Site } from './site.js';
import { urlPart } from './parts/url-part.js';

const pathOf = ({ id }: Standing): string => `/workflows/${urlPart(id)}`;

/** From where to where, and what. */
export function routeOf({ known }: Standing): Html | undefined {
  if (!known) return undefined;
  const { connector, direction, entity } = known;
  const [from, to] = direction === 'inbound' ? [connector, 'HrFlow.ai'] : ['HrFlow.ai', connector];
  return html`<span class="route"
    >${from}<span class="unseen"> to </span>${icon('arrow')}${to}<span class="soft"> · ${entity}s</span></span
  >`;
}

/** What changes about a workflow while one looks at it. */
export function standingOf(site: Site, standing: Standing, nowMs: number): Html {
  return html`${pauseBanner(standing)} ${runMarks(site.basePath, standing.id, standing.marks)}
  ${facts(site, standing, nowMs)} ${running(site, standing)} ${waitsLine(standing)}`;
}

function facts(site: Site, standing: Standing, nowMs: number): Html {
  const { lastSuccessAtMs, nextRunAtMs, perSecond, deadLetters, current, known, runs } = standing;
  const noNext =
    known?.enabled === false
      ? 'disabled'
      : known?.schedule
        ? 'not planned'
        : known?.webhook
          ? 'on events'
          : 'when asked';
  const withDead = runs.find((run) => run.deadLetters > 0);
  const deadCount =
    withDead === undefined
      ? amount(deadLetters)
      : html`<a class="failed" href="${site.basePath}/runs/${withDead.runId}#failures"
          >${amount(deadLetters)}</a
        >`;
  return html`<dl class="facts">
    <div>
      <dt>Last success</dt>
      <dd>${lastSuccessAtMs === undefined ? 'never' : ago(lastSuccessAtMs, nowMs)}</dd>
    </div>
    <div>
      <dt>Next run</dt>
      <dd>${nextRunAtMs === undefined ? noNext : ahead(nextRunAtMs, nowMs)}</dd>
    </div>
    <div>
      <dt>${current ? 'Items per second, now' : 'Items per second'}</dt>
      <dd>${perSecond === undefined ? '–' : rate(perSecond)}</dd>
    </div>
    <div class="${deadLetters > 0 ? 'alarming' : ''}">
      <dt>Dead letters</dt>
      <dd>${deadCount}</dd>
    </div>
  </dl>`;
}

function running({ basePath }: Site, { current, waitingRunId }: Standing): Html | undefined {
  if (current) {
    const { events, runId, pages } = current;
    return html`<div class="progressing">
      <p>
        <a href="${basePath}/runs/${runId}">${stateBadge(current.cancelled ? 'cancelling' : 'running')}</a>
        <span>${phaseOf(current)}${current.dryRun ? ' (dry run)' : ''}</span>
        <span class="soft"
          >${counted(pages, 'page')} · ${amount(events.read_success)} read · ${amount(events.write_success)}
          pushed</span
        >
      </p>
      ${progressBar(current)}
    </div>`;
  }
  if (waitingRunId === undefined) return undefined;
  return html`<div class="progressing">
    <p><a href="${basePath}/runs/${waitingRunId}">${stateBadge('waiting')}</a> A run waits for a worker.</p>
  </div>`;
}

/** Why a workflow is paused. */
export function pauseBanner({ pause }: Pick<Standing, 'pause'>): Html | undefined {
  if (!pause) return undefined;
  const byPerson = pause.code === 'operator';
  return html`<p class="banner ${byPerson ? 'note' : 'bad'}">
    ${icon('pause')}<span
      ><strong>Paused</strong> since ${moment(pause.at)}:
      ${redactText(pause.message)}${byPerson ? undefined : html` <code>${pause.code}</code>`}</span
    >
  </p>`;
}

/** What the items of a run wait for. */
export function waitsLine({ waits }: { readonly waits: WaitingJobs }): Html | undefined {
  const { limited, limitedUntil, retrying } = waits;
  if (limited + retrying === 0) return undefined;
  const until = limitedUntil === undefined ? undefined : html`; the next may go at ${clock(limitedUntil)}`;
  const parts = [
    ...(limited > 0
      ? [html`${counted(limited, 'item')} ${limited === 1 ? 'waits' : 'wait'} for the rate limit${until}.`]
      : []),
    ...(retrying > 0 ? [html`${counted(retrying, 'item')} failed and will be tried again.`] : []),
  ];
  return html`<p class="banner warn">
    ${icon(limited > 0 ? 'turtle' : 'retry')}<span>${parts.flatMap((part) => [part, html``])}</span>
  </p>`;
}

/** What can be done about a workflow. */
export function workflowDeeds(site: Site, standing: Standing, back: string): Html | undefined {
  if (!site.visitor.mayAct) return undefined;
  const { id, current, pause, isSilent } = standing;
  const path = pathOf(standing);
  const fields = { back };
  const isFree = !current && standing.waitingRunId === undefined && !isSilent && !pause;
  return html`<div class="deeds">
    ${
      isFree
        ? [
            deedForm(site, {
              id: `run-${id}`,
              path: `${path}/run`,
              label: 'Run now',
              spoken: `Run now: ${id}`,
              icon: 'play',
              look: 'soft',
            }),
            deedForm(site, {
              id: `dry-${id}`,
              path: `${path}/run`,
              label: 'Dry run',
              spoken: `Dry run of ${id}: read and format, push nothing`,
              icon: 'eye',
              fields: { dry_run: 1 },
            }),
          ]
        : undefined
    }
    ${current && !current.cancelled ? cancelDeed(site, current.runId, back) : undefined}
    ${
      pause
        ? deedForm(site, {
            id: `resume-${id}`,
            path: `${path}/resume`,
            label: 'Resume',
            spoken: `Resume ${id}`,
            icon: 'play',
            look: 'primary',
            fields,
          })
        : deedMenu(site, {
            id: `pause-${id}`,
            path: `${path}/pause`,
            label: 'Pause',
            spoken: `Pause ${id}`,
            icon: 'pause',
            fields,
            explanation:
              'It starts no run, reads no page and pushes no item until it is resumed. Nothing is lost.',
            reason: { label: 'Reason', placeholder: 'e.g. HrFlow is being moved' },
            confirm: 'Pause the workflow',
          })
    }
  </div>`;
}

export function cancelDeed(site: Site, runId: string, back: string): Html {
  return deedMenu(site, {
    id: `cancel-${runId}`,
    path: `/runs/${runId}/cancel`,
    label: 'Cancel',
    spoken: `Cancel run ${runId}`,
    icon: 'stop',
    look: 'danger',
    fields: { back },
    explanation: 'It reads no further page. What it has read is still pushed.',
    confirm: 'Cancel the run',
  });
}

/** The workflow's name, its route and its schedule. */
export function workflowHead(site: Site, standing: Standing): Html {
  const { id, known, isSilent } = standing;
  const schedule = known?.schedule ? scheduleWords(known.schedule) : undefined;
  return html`<div class="title">
    <h2><a href="${site.basePath}${pathOf(standing)}">${id}</a></h2>
    <p>
      ${routeOf(standing)}${schedule === undefined ? undefined : html` <span class="soft">${schedule}</span>`}
      ${known && isSilent ? html` <span class="chip warn">no process has its file</span>` : undefined}
    </p>
  </div>`;
}
