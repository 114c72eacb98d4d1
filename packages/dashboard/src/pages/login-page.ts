import { html } from './html.js';
import { brand, page } from './layout.js';

/** The sign-in form; `problem` says why it is shown again. */
export function loginPage(options: {
  basePath: string;
  next: string;
  user?: string;
  problem?: string;
}): string {
  const { basePath, next, user = '', problem } = options;
  const complaint = problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`;
  const [focusUser, focusPassword] =
    user === '' ? [html`autofocus`, undefined] : [undefined, html`autofocus`];
  return page({
    title: 'Sign in – hrflow-sync',
    basePath,
    body: html`<main class="login">
      ${brand(basePath)}
      <form class="card" method="post" action="${basePath}/login">
        <h1>Sign in</h1>
        ${complaint}
        <input type="hidden" name="next" value="${next}" />
        <label for="user">User name</label>
        <input
          id="user"
          name="user"
          value="${user}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ${focusUser}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${focusPassword}
        />
        <button type="submit">Sign in</button>
      </form>
    </main>`,
  });
}
