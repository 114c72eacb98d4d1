import { jobIds } from '@hrflow-sync/core';
import type { TouchOutcome } from '@hrflow-sync/core';
import { RUNS_SEARCHED, type FoundItem, type FoundTouch, type Sought } from '../views/item-search.js';
import { amount, counted, redactText } from '../views/words.js';
import { type Html, html } from './html.js';
import { chip } from './parts/badge.js';
import { deedForm } from './parts/form.js';
import { icon } from './parts/icons.js';
import { moment } from './parts/time.js';
import { shell } from './shell.js';
import type { Site } from './site.js';

const OUTCOMES: Readonly<Record<TouchOutcome, { words: string; look: 'plain' | 'good' | 'bad' }>> = {
  written: { words: 'pushed', look: 'good' },
  unchanged: { words: 'unchanged', look: 'plain' },
  late_discarded: { words: 'discarded', look: 'plain' },
  dropped: { words: 'dropped', look: 'plain' },
  failed: { words: 'failed', look: 'bad' },
};

/** What one looked for, and what is known of it. */
export interface Search {
  readonly sought: Sought;
  readonly items: readonly FoundItem[];
}

/** Where one looks for an item; `search` is undefined before one has. */
export function itemSearchPage(site: Site, search: Search | undefined): string {
  const reference = search?.sought.reference;
  return shell(site, {
    title: reference === undefined ? 'Find an item' : `Item ${reference}`,
    place: 'items',
    body: html`<div class="heading"><h1>Find an item</h1></div>
      <form class="search card" role="search" method="post" action="${site.basePath}/items">
        ${site.visitor.formFields}
        <label for="sought">Reference, or e-mail address</label>
        <div>
          <input
            id="sought"
            name="sought"
            type="search"
            required
            maxlength="500"
            autocomplete="off"
            spellcheck="false"
            value="${reference}"
            aria-describedby="sought-help"
          />
          <button type="submit">${icon('search')}Search</button>
        </div>
        <p id="sought-help" class="soft">
          An item’s reference is its stable identity in HrFlow: as a rule its id in the system it comes from.
          Of an e-mail address only its SHA-256 is looked for; you may also enter that.
        </p>
      </form>
      ${search && everyResult(site, search)} ${whatIsKept(site)}`,
  });
}

function everyResult(site: Site, { sought, items }: Search): Html {
  const { reference } = sought;
  if (reference !== undefined) return html`${items.map((item) => results(site, item))}`;
  if (items.length === 0) {
    return html`<div class="card blank" role="status">
      <p class="strong">No item with this e-mail address is known.</p>
      <p>Only workflows with <code>itemIndex</code> remember them: see below what is kept.</p>
    </div>`;
  }
  return html`<p class="strong" role="status">${counted(items.length, 'item')} with this e-mail address.</p>
    ${items.map(
      (item) =>
        html`<div class="heading"><h2>Item ${item.reference}</h2></div>
          ${results(site, item)}`,
    )}`;
}

function results(site: Site, found: FoundItem): Html {
  const { reference, deadLetters, dropped, pushed, touches } = found;
  if (deadLetters.length + dropped.length + pushed.length + touches.length === 0) {
    return html`<div class="card blank" role="status">
      <p class="strong">Nothing is kept about <code>${reference}</code>.</p>
      <p>It waits nowhere as a dead letter. It may well have been pushed: see below what is kept.</p>
    </div>`;
  }
  return html`<section aria-label="What is known of ${reference}">
    ${deadLetters.length > 0 ? deadLetterTable(site, found) : undefined}
    ${touches.length > 0 ? touchList(site, touches) : undefined}
    ${dropped.length > 0 ? droppedTable(site, found) : undefined}
    ${pushed.length > 0 ? pushedList(site, found) : undefined}
  </section>`;
}

function deadLetterTable(site: Site, { deadLetters }: FoundItem): Html {
  return html`<div class="heading"><h2>Failed, and waits for you</h2></div>
    <div class="card scroll" tabindex="0" role="region" aria-label="Dead letters">
      <table class="items">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Error</th>
            <th scope="col" class="number">Attempts</th>
            <th scope="col">When</th>
            <th scope="col"><span class="unseen">What to do</span></th>
          </tr>
        </thead>
        <tbody>
          ${deadLetters.map(
            ({ runId, workflowId, ordinal, code, message, attempts, at }) =>
              html`<tr>
                <th scope="row">
                  <a href="${site.basePath}/runs/${runId}">${workflowId}</a><small>${runId}</small>
                </th>
                <td class="error"><code>${code}</code> ${redactText(message)}</td>
                <td class="number" data-unit="${attempts === 1 ? 'attempt' : 'attempts'}">
                  ${amount(attempts)}
                </td>
                <td class="when">${moment(at)}</td>
                <td>
                  <div class="row-deeds">
                    ${
                      site.visitor.mayAct
                        ? html`<a class="button quiet" href="${site.basePath}/runs/${runId}/items/${ordinal}"
                            >Details<span class="unseen"> of it in run ${runId}</span></a
                          >`
                        : undefined
                    }
                    <a
                      class="button quiet"
                      href="${site.basePath}/queues/queue/pushes/${jobIds.push(runId, ordinal)}"
                      >Job<span class="unseen"> in run ${runId}</span></a
                    >
                    ${
                      site.visitor.mayAct
                        ? deedForm(site, {
                            id: `retry-${runId}-${ordinal}`,
                            path: `/runs/${runId}/retry`,
                            label: 'Retry',
                            spoken: `Retry it in run ${runId}`,
                            icon: 'retry',
                            fields: { ordinal },
                          })
                        : undefined
                    }
                  </div>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function touchList({ basePath }: Site, touches: readonly FoundTouch[]): Html {
  return html`<div class="heading"><h2>Runs that had to do with it</h2></div>
    <ul class="card list touches">
      ${touches.map(({ workflowId, runId, outcome, atMs }) => {
        const { words, look } = OUTCOMES[outcome];
        return html`<li>
          ${chip(words, look)} <a href="${basePath}/runs/${runId}">${workflowId}</a>
          <span class="soft">${runId} · ${moment(atMs)}</span>
        </li>`;
      })}
    </ul>`;
}

function droppedTable({ basePath }: Site, { dropped }: FoundItem): Html {
  return html`<div class="heading"><h2>Dropped by a person</h2></div>
    <ul class="card list">
      ${dropped.map(
        ({ runId, workflowId, code, message, reason }) =>
          html`<li>
            <a href="${basePath}/runs/${runId}">${workflowId}</a> <code>${code}</code> ${redactText(message)}
            <span class="soft">· ${reason}</span>
          </li>`,
      )}
    </ul>`;
}

function pushedList({ basePath }: Site, { pushed }: FoundItem): Html {
  return html`<div class="heading"><h2>Pushed</h2></div>
    <ul class="card list">
      ${pushed.map(
        ({ workflowId, digest }) =>
          html`<li>
            <a href="${basePath}/workflows/${encodeURIComponent(workflowId)}">${workflowId}</a> has pushed it
            in the last 180 days. What it pushed last has the fingerprint <code>${digest}</code>.
          </li>`,
      )}
    </ul>`;
}

function whatIsKept({ basePath }: Site): Html {
  return html`<section class="kept" aria-labelledby="kept-title">
    <h2 id="kept-title">What is kept, and what isn’t</h2>
    <ul>
      <li>
        <strong>Dead letters</strong> are found in every run that has some; they are kept for 30 days, unless
        <code>retention</code> of their workflow says otherwise.
      </li>
      <li><strong>Dropped items</strong> are found in the last ${amount(RUNS_SEARCHED)} runs.</li>
      <li>
        <strong>Runs of an item</strong>, and how they ended it, are remembered for 90 days by workflows with
        <code>itemIndex: true</code>, and so is the SHA-256 of its e-mail address.
      </li>
      <li>
        <strong>Pushed items</strong> of other workflows leave no trace but a fingerprint, and that only with
        <code>skipUnchanged</code>. Their data isn’t kept, nor what HrFlow held before.
      </li>
      <li>
        <strong>Discarded and unchanged items</strong> are counted, not listed. Items on their way are in the
        <a href="${basePath}/queues/queue/pushes">pushes queue</a>, not here.
      </li>
    </ul>
  </section>`;
}
