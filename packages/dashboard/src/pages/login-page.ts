import { type Html, html } from './html.js';
import { brand, page } from './layout.js';

/** The sign-in form; `problem` says why it is shown again. */
export function loginPage(options: {
  basePath: string;
  next: string;
  user?: string;
  problem?: string;
  /** They just signed out, and can do so at the provider as well. */
  signOut?: boolean;
  /** Where people can sign in as well, where there is such a place. */
  provider: string | undefined;
  /** Whether anybody has a password. */
  passwords: boolean;
}): string {
  const { basePath, next, user = '', problem, signOut, provider, passwords } = options;
  const complaint = problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`;
  return page({
    title: 'Sign in – hrflow-sync',
    basePath,
    body: html`<main class="login">
      ${brand(basePath)}
      <form class="card" method="post" action="${basePath}/login">
        <h1>Sign in</h1>
        ${complaint} ${signOut && provider !== undefined ? signedOut(basePath, provider) : undefined}
        ${provider === undefined ? undefined : elsewhere(basePath, next, provider)}
        ${passwords || provider === undefined ? fields(user, next) : undefined}
      </form>
    </main>`,
  });
}

function signedOut(basePath: string, provider: string): Html {
  return html`<p class="told" role="status">
    <span
      >You are signed out here, and perhaps still signed in at ${provider}.
      <a href="${basePath}/login/oidc/sign-out">Sign out there too</a></span
    >
  </p>`;
}

function elsewhere(basePath: string, next: string, provider: string): Html {
  const href = `${basePath}/login/oidc?next=${encodeURIComponent(next)}`;
  return html`<a class="button provider" href="${href}">Sign in with ${provider}</a>`;
}

function fields(user: string, next: string): Html {
  const [focusUser, focusPassword] =
    user === '' ? [html`autofocus`, undefined] : [undefined, html`autofocus`];
  return html`<input type="hidden" name="next" value="${next}" />
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
    <button type="submit">Sign in</button>`;
}
