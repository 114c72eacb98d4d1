import { jobIds } from '@hrflow-sync/core';
import { RUNS_SEARCHED, type FoundItem } from '../views/item-search.js';
import { amount, redactText } from '../views/words.js';
import { type Html, html } from './html.js';
import { deedForm } from './parts/form.js';
import { icon } from './parts/icons.js';
import { moment } from './parts/time.js';
import { shell } from './shell.js';
import type { Site } from './site.js';

/** Where one looks for an item; `found` is undefined before one has. */
export function itemSearchPage(site: Site, found: FoundItem | undefined): string {
  return shell(site, {
    title: found ? `Item ${found.reference}` : 'Find an item',
    place: 'items',
    body: html`<div class="heading"><h1>Find an item</h1></div>
      <form class="search card" role="search" method="get" action="${site.basePath}/items">
        <label for="reference">Reference</label>
        <div>
          <input
            id="reference"
            name="reference"
            type="search"
            required
            maxlength="500"
            autocomplete="off"
            spellcheck="false"
            value="${found?.reference}"
            aria-describedby="reference-help"
          />
          <button type="submit">${icon('search')}Search</button>
        </div>
        <p id="reference-help" class="soft">
          The item’s stable identity in HrFlow: as a rule its id in the system it comes from.
        </p>
      </form>
      ${found && results(site, found)} ${whatIsKept(site)}`,
  });
}

function results(site: Site, found: FoundItem): Html {
  const { reference, deadLetters, dropped, pushed } = found;
  if (deadLetters.length + dropped.length + pushed.length === 0) {
    return html`<div class="card blank" role="status">
      <p class="strong">Nothing is kept about <code>${reference}</code>.</p>
      <p>It waits nowhere as a dead letter. It may well have been pushed: see below what is kept.</p>
    </div>`;
  }
  return html`<section aria-label="What is known of ${reference}">
    ${deadLetters.length > 0 ? deadLetterTable(site, found) : undefined}
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
        <strong>Dead letters</strong> are found in every run that has some; a run is kept for 90 days, unless
        <code>RUN_RETENTION_DAYS</code> says otherwise.
      </li>
      <li><strong>Dropped items</strong> are found in the last ${amount(RUNS_SEARCHED)} runs.</li>
      <li>
        <strong>Pushed items</strong> leave no trace but a fingerprint, and that only for workflows with
        <code>skipUnchanged</code>: neither their data, nor which run pushed them, nor what HrFlow held
        before.
      </li>
      <li>
        <strong>Discarded and unchanged items</strong> are counted, not listed. Items on their way are in the
        <a href="${basePath}/queues/queue/pushes">pushes queue</a>, not here.
      </li>
    </ul>
  </section>`;
}
