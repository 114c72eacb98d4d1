import { type Html, html } from './html.js';
import { urlPart } from './parts/url-part.js';

/** States shown; first the one that wants somebody to do something. */
export const SHOWN_STATES = ['failed', 'waiting', 'active', 'delayed', 'waiting-children'] as const;

const STATE_TITLES: Record<(typeof SHOWN_STATES)[number], string> = {
  failed: 'Failed',
  waiting: 'Waiting',
  active: 'Active',
  delayed: 'Delayed',
  'waiting-children': 'Waits for others',
};

/** A queue and how many of its jobs are in which state. */
export interface QueueRow {
  readonly name: string;
  readonly description: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** What waits, runs and failed, queue by queue. */
export function queueTable(rows: readonly QueueRow[], basePath: string): Html {
  const heads = SHOWN_STATES.map((state) => html`<th scope="col" class="number">${STATE_TITLES[state]}</th>`);
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="Queues and their jobs by state">
    <table>
      <thead>
        <tr>
          <th scope="col">Queue</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(row, basePath))}
      </tbody>
    </table>
  </div>`;
}

function tableRow({ name, description, counts }: QueueRow, basePath: string): Html {
  const link = `${basePath}/queues/queue/${urlPart(name)}`;
  const cells = SHOWN_STATES.map((state) => {
    const count = counts[state] ?? 0;
    const look = count === 0 ? 'number none' : state === 'failed' ? 'number failed' : 'number';
    return html`<td class="${look}"><a href="${link}?status=${state}">${count.toLocaleString('en')}</a></td>`;
  });
  return html`<tr>
    <th scope="row"><a href="${link}">${name}</a><small>${description}</small></th>
    ${cells}
  </tr>`;
}
