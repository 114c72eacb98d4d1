import type { DeadLetter, DeadLetterEvent } from '@hrflow-sync/core';
import { jobIds } from '@hrflow-sync/core';
import type { BulkProgress } from '../actions/bulk.js';
import { ITEMS_SHOWN, type FailureGroup } from '../views/failures.js';
import type { FailuresFrom, RunView } from '../views/run-view.js';
import { amount, counted, redactText } from '../views/words.js';
import { type Html, html } from './html.js';
import { dropMenu } from './parts/drop-menu.js';
import { deedForm } from './parts/form.js';
import { moment } from './parts/time.js';
import type { Site } from './site.js';

const EVENT_TITLES: Readonly<Record<DeadLetterEvent, string>> = {
  logics_failure: 'A logic threw',
  format_failure: 'The format threw',
  write_failure: 'The target did not take it',
};

const DROPPED_SHOWN = 50;

/** Dead letters by error code, and what can be done about them. */
export function failuresSection(site: Site, view: RunView, from: FailuresFrom | undefined): Html {
  const { record, failures, runId, bulk } = view;
  const { groups, dropped } = failures;
  if (!record || (groups.length === 0 && dropped.length === 0)) return html``;
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return html`<div class="heading">
      <h2>${total === 0 ? 'No failure left' : counted(total, 'failure')}</h2>
      ${total > 0 && site.visitor.mayAct && !bulk ? allDeeds(site, runId, total) : undefined}
    </div>
    ${bulk ? bulkLine(bulk) : undefined}
    ${groups.map((group, index) => groupCard(site, runId, group, index, from))}
    ${dropped.length === 0 ? undefined : droppedList(view)}`;
}

function bulkLine({ action, done, total }: BulkProgress): Html {
  const what = action === 'retry' ? 'Being put back' : 'Being dropped';
  return html`<p class="soft">
    ${what}${total > 0 ? `: ${amount(done)} of ${counted(total, 'item')}` : ''}. This page follows; you may
    leave it.
  </p>`;
}

function allDeeds(site: Site, runId: string, total: number): Html {
  return html`<div class="deeds">
    ${deedForm(site, {
      id: 'retry-all',
      path: `/runs/${runId}/retry`,
      label: 'Retry all',
      spoken: `Retry all ${amount(total)} failed items of this run`,
      icon: 'retry',
      look: 'primary',
      fields: { all: 1 },
    })}
    ${dropMenu(site, runId, { id: 'drop-all', label: 'Drop all', what: `all ${counted(total, 'item')}`, fields: { all: 1 } })}
  </div>`;
}

function groupCard(site: Site, runId: string, group: FailureGroup, index: number, from?: FailuresFrom): Html {
  const { event, code, count, items } = group;
  const id = `group-${index}`;
  const label = count === 1 ? 'Retry it' : `Retry these ${amount(count)}`;
  const deeds = html`<div class="deeds">
    ${deedForm(site, {
      id: `${id}-retry`,
      path: `/runs/${runId}/retry`,
      label,
      spoken: `${label}: what failed with ${code}`,
      icon: 'retry',
      fields: { code },
    })}
    ${dropMenu(site, runId, { id: `${id}-drop`, label: 'Drop', what: counted(count, 'item'), fields: { code } })}
  </div>`;
  return html`<article class="card failure" aria-labelledby="${id}-title">
    <div class="head">
      <div class="title">
        <h3 id="${id}-title"><code>${code}</code> <span class="count">${amount(count)}</span></h3>
        <p class="soft">${EVENT_TITLES[event]}</p>
      </div>
      ${site.visitor.mayAct ? deeds : undefined}
    </div>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title">
      <table class="items">
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Last error</th>
            <th scope="col" class="number">Attempts</th>
            <th scope="col">When</th>
            <th scope="col"><span class="unseen">What to do</span></th>
          </tr>
        </thead>
        <tbody>
          ${items.map((letter) => itemRow(site, runId, letter))}
        </tbody>
      </table>
    </div>
    ${more(site, runId, group, from)}
  </article>`;
}

function itemRow(site: Site, runId: string, letter: DeadLetter): Html {
  const { ordinal, reference, message, attempts, at } = letter;
  const name = reference ?? `item ${ordinal}`;
  const path = site.visitor.mayAct
    ? `/runs/${runId}/items/${ordinal}`
    : reference !== null && `/items?reference=${encodeURIComponent(reference)}`;
  const retry = deedForm(site, {
    id: `retry-${ordinal}`,
    path: `/runs/${runId}/retry`,
    label: 'Retry',
    spoken: `Retry ${name}`,
    fields: { ordinal },
  });
  const drop = dropMenu(site, runId, {
    id: `drop-${ordinal}`,
    label: 'Drop',
    what: name,
    fields: { ordinal },
  });
  return html`<tr>
    <th scope="row">${path ? html`<a href="${site.basePath}${path}">${name}</a>` : name}</th>
    <td class="error">${redactText(message)}</td>
    <td class="number" data-unit="${attempts === 1 ? 'attempt' : 'attempts'}">${amount(attempts)}</td>
    <td class="when">${moment(at)}</td>
    <td>
      <div class="row-deeds">
        <a class="button quiet" href="${site.basePath}/queues/queue/pushes/${jobIds.push(runId, ordinal)}"
          >Job<span class="unseen"> of ${name}</span></a
        >
        ${site.visitor.mayAct ? [retry, drop] : undefined}
      </div>
    </td>
  </tr>`;
}

function more(
  { basePath }: Site,
  runId: string,
  { code, count, items }: FailureGroup,
  from?: FailuresFrom,
): Html | undefined {
  const last = items.at(-1);
  const isFirst = from?.code !== code;
  if (count <= ITEMS_SHOWN && isFirst) return undefined;
  const path = `${basePath}/runs/${runId}`;
  const next =
    last && items.length === ITEMS_SHOWN
      ? html`<a
          class="button quiet"
          href="${path}?code=${encodeURIComponent(code)}&after=${last.ordinal}#failures"
          >Next</a
        >`
      : undefined;
  const first = isFirst ? undefined : html`<a class="button quiet" href="${path}#failures">First</a>`;
  return html`<p class="more soft">${amount(items.length)} of ${amount(count)} ${first} ${next}</p>`;
}

function droppedList({ record, failures: { dropped } }: RunView): Html {
  const shown = dropped.slice(-DROPPED_SHOWN).toReversed();
  return html`<details class="card dropped">
    <summary>${counted(record?.dropped ?? dropped.length, 'item was', 'items were')} dropped</summary>
    <ul>
      ${shown.map(
        ({ reference, ordinal, code, reason }) =>
          html`<li>
            <strong>${reference ?? `item ${ordinal}`}</strong> <code>${code}</code>
            <span class="soft">${reason}</span>
          </li>`,
      )}
    </ul>
  </details>`;
}
