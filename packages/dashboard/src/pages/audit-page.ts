import type { AuditRecord, AuditTrail } from '@hrflow-sync/core';
import { type Html, html } from './html.js';
import { shell } from './shell.js';
import type { Site } from './site.js';

const TRAILS: readonly { trail: AuditTrail; title: string; query: string }[] = [
  { trail: 'actions', title: 'What was done', query: '' },
  { trail: 'access', title: 'Who came in', query: '?trail=access' },
];

interface AuditView {
  readonly trail: AuditTrail;
  readonly records: readonly AuditRecord[];
  /** Where to go on, where there are more. */
  readonly older: string | undefined;
}

/** Who did what, newest first. */
export function auditPage(site: Site, { trail, records, older }: AuditView): string {
  const { basePath } = site;
  const tabs = TRAILS.map(({ trail: each, title, query }) => {
    const current = each === trail ? html`aria-current="page"` : undefined;
    return html`<a class="button quiet" href="${basePath}/audit${query}" ${current}>${title}</a>`;
  });
  const more = `${basePath}/audit?trail=${trail}&before=${older ?? ''}`;
  return shell(site, {
    title: 'Audit log',
    place: 'audit',
    body: html`<h1>Audit log</h1>
      <nav class="tabs" aria-label="Trails">${tabs}</nav>
      ${records.length === 0 ? html`<p class="notice">Nothing yet.</p>` : table(records)}
      ${older === undefined ? undefined : html`<p><a href="${more}">Older</a></p>`}`,
  });
}

function table(records: readonly AuditRecord[]): Html {
  const rows = records.map(
    ({ at, name, via, address, action, target, detail }) =>
      html`<tr>
        <td><time datetime="${at}">${at.slice(0, 19).replace('T', ' ')}</time></td>
        <th scope="row">${name}<small>${[via, address].filter(Boolean).join(', ')}</small></th>
        <td>${action}</td>
        <td>${target}</td>
        <td>${detail ?? ''}</td>
      </tr>`,
  );
  return html`<div class="card scroll">
    <table class="audit">
      <thead>
        <tr>
          <th scope="col">When (UTC)</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">On what</th>
          <th scope="col">More</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
