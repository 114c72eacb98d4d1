import { jobIds, type FailedAttempt, type PushJob, TRAILS_OF_A_RUN } from '@hrflow-sync/core';
import type { ItemState, ItemView } from '../views/item-view.js';
import { amount, counted, duration } from '../views/words.js';
import { type Html, html } from './html.js';
import { chip } from './parts/badge.js';
import { differenceTable } from './parts/difference-table.js';
import { dropMenu } from './parts/drop-menu.js';
import { exchangeCard } from './parts/exchange.js';
import { deedForm } from './parts/form.js';
import { icon } from './parts/icons.js';
import { jsonTree } from './parts/json-tree.js';
import { moment } from './parts/time.js';
import { shell } from './shell.js';
import type { Site } from './site.js';

const STATES: Readonly<
  Record<ItemState, { readonly words: string; readonly look: 'plain' | 'warn' | 'bad' }>
> = {
  failed: { words: 'Failed', look: 'bad' },
  delayed: { words: 'Waits for its next attempt', look: 'warn' },
  active: { words: 'Being pushed', look: 'plain' },
  waiting: { words: 'Waits for its turn', look: 'plain' },
  dropped: { words: 'Dropped', look: 'plain' },
};

const STAGES: Readonly<Record<PushJob['stage'], string>> = {
  summary: 'as the list has it: its detail, logics and format come first',
  raw: 'as it was read: logics and format come first',
  formatted: 'formatted, ready to be written',
};

/** One item: what it is, what was tried, what was said, how it would have changed what is held, and its data. */
export function itemPage(site: Site, view: ItemView): string {
  const { runId, workflowId, ordinal } = view;
  const { basePath } = site;
  return shell(site, {
    title: `${nameOf(view)} of ${workflowId}`,
    place: undefined,
    body: html`<nav class="crumbs" aria-label="Where this is">
        <a href="${basePath}/">Overview</a>
        <a href="${basePath}/workflows/${encodeURIComponent(workflowId)}">${workflowId}</a>
        <a href="${basePath}/runs/${runId}">${runId}</a>
        <span aria-current="page">item ${ordinal}</span>
      </nav>
      ${head(site, view)} ${attemptsSection(view)} ${differenceSection(view)} ${exchangesSection(view)}
      ${dataSection(view)}`,
  });
}

function nameOf({ reference, ordinal }: ItemView): string {
  return reference ?? `Item ${ordinal}`;
}

function head(site: Site, view: ItemView): Html {
  const { state, stage, letter, dropped } = view;
  const { words, look } = STATES[state];
  const why = letter ?? dropped;
  const verdict = dropped ? html` It was dropped: ${dropped.reason}.` : undefined;
  return html`<div class="run-head">
    <div class="head">
      <div class="title">
        <h1>${nameOf(view)}</h1>
        <p>
          ${chip(words, look)}
          ${stage === undefined ? undefined : html`<span class="soft">It is ${STAGES[stage]}.</span>`}
        </p>
      </div>
      ${deeds(site, view)}
    </div>
    ${
      why &&
      html`<p class="verdict ${letter ? 'fatal' : ''}"><code>${why.code}</code> ${why.message}${verdict}</p>`
    }
    <p class="personal">${icon('eye')}This is a person’s data. That you opened it is in the audit log.</p>
  </div>`;
}

function deeds(site: Site, view: ItemView): Html {
  const { runId, ordinal, letter, state } = view;
  const retry = deedForm(site, {
    id: 'retry',
    path: `/runs/${runId}/retry`,
    label: 'Retry',
    spoken: `Retry ${nameOf(view)}`,
    icon: 'retry',
    look: 'primary',
    fields: { ordinal },
  });
  const drop = dropMenu(site, runId, { id: 'drop', label: 'Drop', what: nameOf(view), fields: { ordinal } });
  const job = `${site.basePath}/queues/queue/pushes/${jobIds.push(runId, ordinal)}`;
  return html`<div class="deeds">
    ${letter && state === 'failed' ? [retry, drop] : undefined}
    ${state === 'dropped' ? undefined : html`<a class="button quiet" href="${job}">Its job</a>`}
  </div>`;
}

function attemptsSection({ trail, trailProblem, letter }: ItemView): Html {
  const attempts = trail?.attempts ?? [];
  const without = letter
    ? html`<p class="soft">
        ${counted(letter.attempts, 'attempt')}, the last one ${moment(letter.at)}. No more is kept of them:
        details are kept of the first ${amount(TRAILS_OF_A_RUN)} items of a run that fail.
      </p>`
    : html`<p class="soft">No attempt has failed.</p>`;
  return html`<section class="card details" aria-labelledby="attempts-title">
    <h2 id="attempts-title">Attempts that failed</h2>
    ${trailProblem && html`<p class="problem">What is kept of them can’t be read: ${trailProblem}</p>`}
    ${attempts.length === 0 ? without : attemptTable(attempts)}
  </section>`;
}

function attemptTable(attempts: readonly FailedAttempt[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of attempts">
    <table class="attempts">
      <thead>
        <tr>
          <th scope="col" class="number">No.</th>
          <th scope="col">When</th>
          <th scope="col">Error</th>
          <th scope="col">Next</th>
        </tr>
      </thead>
      <tbody>
        ${attempts.toReversed().map(attemptRow)}
      </tbody>
    </table>
  </div>`;
}

function attemptRow({ attempt, at, code, message, detail, delayMs }: FailedAttempt): Html {
  return html`<tr>
    <th scope="row" class="number">${attempt}</th>
    <td class="when">${moment(at)}</td>
    <td class="error">
      <code>${code}</code> ${message} ${detail === null ? undefined : html`<small>${detail}</small>`}
    </td>
    <td class="when">${delayMs === null ? 'given up' : waitWords(delayMs)}</td>
  </tr>`;
}

function waitWords(delayMs: number): string {
  return delayMs < 1_000 ? 'within a second' : `after ${duration(delayMs)}`;
}

function differenceSection({ comparison }: ItemView): Html | undefined {
  if (!comparison) return undefined;
  return html`<section class="card details" aria-labelledby="difference-title">
    <h2 id="difference-title">
      What ${providerName(comparison.provider)} held, and what was to take its place
    </h2>
    ${differenceTable(comparison)}
  </section>`;
}

function exchangesSection({ trail }: ItemView): Html | undefined {
  if (!trail) return undefined;
  const { exchanges } = trail;
  const last = exchanges.length - 1;
  const cards = exchanges.map((exchange, index) => exchangeCard(exchange, index, index === last));
  return html`<section class="card details" aria-labelledby="said-title">
    <h2 id="said-title">What was said in the last attempt</h2>
    ${exchanges.length === 0 ? html`<p class="soft">Nothing: it failed before anything was sent.</p>` : cards}
  </section>`;
}

function dataSection({ data }: ItemView): Html {
  const size =
    'value' in data ? html`<span class="soft">${counted(data.length, 'character')}</span>` : undefined;
  return html`<section class="card details" aria-labelledby="data-title">
    <h2 id="data-title">Its data ${size}</h2>
    ${'value' in data ? jsonTree(data.value) : html`<p class="soft">${data.problem}</p>`}
  </section>`;
}

function providerName(provider: string): string {
  return provider === 'hrflow' ? 'HrFlow' : provider;
}
