import type { Concern } from '../views/attention.js';
import type { Standing } from '../views/standing.js';
import { amount, counted } from '../views/words.js';
import { type Html, html } from './html.js';
import { fragment } from './parts/fragment.js';
import { icon } from './parts/icons.js';
import { marksLegend } from './parts/marks.js';
import { type QueueRow, queueTable } from './queue-table.js';
import { shell } from './shell.js';
import type { Site } from './site.js';
import { standingOf, workflowDeeds, workflowHead } from './workflow-card.js';

/** What the overview shows. */
export interface Overview {
  readonly standings: readonly Standing[];
  readonly concerns: readonly Concern[];
  readonly queues: readonly QueueRow[];
  readonly nowMs: number;
}

/** Each workflow and how it stands, what wants somebody, and the queues. */
export function overviewPage(site: Site, overview: Overview, told: string | undefined): string {
  const parts = overviewFragments(site, overview);
  const part = (id: string): Html => fragment(id, parts.get(id) ?? html``);
  const { standings } = overview;
  return shell(site, {
    title: 'Overview',
    place: 'overview',
    stream: '/live/overview',
    told,
    body: html`<h1 class="unseen">Overview</h1>
      ${part('summary')} ${standings.length > 0 ? marksLegend() : empty()}
      <div class="workflows">
        ${standings.map(
          (standing) =>
            html`<section class="card workflow" aria-label="${standing.id}">
              <div class="head">${workflowHead(site, standing)}${part(`deeds-${standing.id}`)}</div>
              ${part(`standing-${standing.id}`)}
            </section>`,
        )}
      </div>
      <section class="queues" aria-labelledby="queues-title">
        <div class="heading">
          <h2 id="queues-title">Queues</h2>
          <a class="button quiet" href="${site.basePath}/queues/">${icon('stack')}Open Bull Board</a>
        </div>
        ${part('queues')}
      </section>`,
  });
}

/** The parts of it that change. */
export function overviewFragments(site: Site, overview: Overview): Map<string, Html> {
  const { standings, queues, nowMs } = overview;
  const parts = new Map<string, Html>([
    ['summary', summary(site, overview)],
    ['queues', queueTable(queues, site.basePath)],
  ]);
  for (const standing of standings) {
    parts.set(`standing-${standing.id}`, standingOf(site, standing, nowMs));
    parts.set(`deeds-${standing.id}`, workflowDeeds(site, standing, '/') ?? html``);
  }
  return parts;
}

function summary({ basePath }: Site, { standings, concerns }: Overview): Html {
  const running = standings.filter(({ current }) => current).length;
  const paused = standings.filter(({ pause }) => pause).length;
  const dead = standings.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  const isWell = concerns.length === 0;
  const bad = concerns.some(({ severity }) => severity === 'bad');
  const wanting = new Set(concerns.map(({ workflowId }) => workflowId)).size;
  const headline =
    standings.length === 0
      ? 'No workflow yet'
      : isWell
        ? 'Everything is in step'
        : `${counted(wanting, 'workflow')} ${wanting === 1 ? 'needs' : 'need'} you`;
  return html`<section class="summary ${isWell ? 'well' : bad ? 'bad' : 'warn'}" aria-label="Summary">
    <div class="headline">
      ${icon(isWell ? 'check' : 'warning')}
      <div>
        <p class="strong">${headline}</p>
        <p class="soft">
          ${counted(standings.length, 'workflow')} · ${amount(running)} running · ${amount(paused)} paused ·
          ${counted(dead, 'dead letter')}
        </p>
      </div>
    </div>
    ${
      isWell
        ? undefined
        : html`<ul class="concerns">
            ${concerns.map((concern) => concernLine(basePath, concern))}
          </ul>`
    }
  </section>`;
}

function concernLine(basePath: string, { workflowId, severity, text, path }: Concern): Html {
  return html`<li class="${severity}">
    <a href="${basePath}${path}"><strong>${workflowId}</strong> <span>${text}</span></a>
  </li>`;
}

function empty(): Html {
  return html`<div class="card blank">
    <p class="strong">Nothing to see yet.</p>
    <p>
      Workflows appear here as soon as a worker or a scheduler with their files has started:
      <code>hrflow-sync start</code>. Without a file, <code>hrflow-sync init</code> writes one.
    </p>
  </div>`;
}
