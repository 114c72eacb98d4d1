import { html } from './html.js';
import { page } from './layout.js';

/** Leads on to a page of ours by itself: the browser then comes from our own site, with its cookies. */
export function onwardPage({ basePath, next }: { basePath: string; next: string }): string {
  const target = basePath + next;
  return page({
    title: 'hrflow-sync',
    basePath,
    head: html`<meta http-equiv="refresh" content="0;url=${target}" />`,
    body: html`<main class="login">
      <p>One moment… <a href="${target}">Go on</a></p>
    </main>`,
  });
}
