import { type Html, html } from './html.js';
import { brand, page } from './layout.js';

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
  name: string;
  description: string;
  counts: Record<string, number>;
}

/** What waits, runs and failed, queue by queue; `rows` is undefined while Redis is away. */
export function overviewPage(options: {
  basePath: string;
  rows: QueueRow[] | undefined;
  account: Html | undefined;
  notice: string | undefined;
}): string {
  const { basePath, rows, account, notice } = options;
  return page({
    title: 'Overview – hrflow-sync',
    basePath,
    body: html`<header class="bar">${brand(basePath)}${account}</header>
      <main class="overview">
        <div class="heading">
          <h1>Queues</h1>
          <a class="button" href="${basePath}/queues/">Open Bull Board</a>
        </div>
        ${notice === undefined ? undefined : html`<p class="notice">${notice}</p>`}
        ${
          rows === undefined
            ? html`<p class="problem" role="alert">Redis can’t be reached. Reload this page in a moment.</p>`
            : table(rows, basePath)
        }
      </main>`,
  });
}

function table(rows: QueueRow[], basePath: string): Html {
  const heads = SHOWN_STATES.map((state) => html`<th scope="col" class="number">${STATE_TITLES[state]}</th>`);
  return html`<div class="card scroll">
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
  const link = `${basePath}/queues/queue/${encodeURIComponent(name)}`;
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
