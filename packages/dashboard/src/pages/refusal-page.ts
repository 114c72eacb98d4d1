import { html } from './html.js';
import { page } from './layout.js';

/** Says why something is not done, and where to go on. */
export function refusalPage(message: string, basePath: string): string {
  return page({
    title: 'hrflow-sync',
    basePath,
    body: html`<main class="login">
      <h1>Refused</h1>
      <p class="problem" role="alert">${message}</p>
      <a href="${basePath}/">To the overview</a>
    </main>`,
  });
}
