import { type Html, html } from './html.js';
import { brand, page } from './layout.js';
import { icon, type IconName } from './parts/icons.js';
import type { Site } from './site.js';

/** Places of the dashboard. */
type Place = 'overview' | 'schedules' | 'items' | 'queues' | 'audit';

const PLACES: readonly { place: Place; path: string; label: string; icon: IconName }[] = [
  { place: 'overview', path: '/', label: 'Overview', icon: 'home' },
  { place: 'schedules', path: '/schedules', label: 'Schedules', icon: 'calendar' },
  { place: 'items', path: '/items', label: 'Find an item', icon: 'search' },
  { place: 'queues', path: '/queues/', label: 'Queues', icon: 'stack' },
];
/** For operators. */
const AUDIT = { place: 'audit', path: '/audit', label: 'Audit log', icon: 'list' } as const;

/** A page of the dashboard: its header, what it has to tell, its contents. */
export function shell(
  site: Site,
  options: {
    readonly title: string;
    readonly place: Place | undefined;
    /** Path of the stream that keeps the page up to date. */
    readonly stream?: string;
    /** What the last deed came to. */
    readonly told?: string | undefined;
    readonly body: Html;
  },
): string {
  const { basePath, notice } = site;
  const { title, place, stream, told, body } = options;
  return page({
    title: `${title} – hrflow-sync`,
    basePath,
    stream: stream && basePath + stream,
    body: html`<a class="skip" href="#main">Skip to the contents</a>
      <header class="bar">
        <div class="inner">
          <a class="home" href="${basePath}/">${brand(basePath)}</a>
          <nav aria-label="Dashboard">${places(site).map((each) => link(basePath, each, place))}</nav>
          ${who(site)}
        </div>
      </header>
      <main id="main" tabindex="-1">
        ${told === undefined ? undefined : html`<p class="told" role="status">${icon('check')}${told}</p>`}
        ${body} ${notice === undefined ? undefined : html`<p class="notice">${notice}</p>`}
      </main>
      <p id="connection" class="connection" role="status" hidden>
        No live updates at the moment; trying again.
      </p>
      <p id="announcement" class="unseen" role="status"></p>`,
  });
}

function places({ visitor }: Site): readonly (typeof PLACES)[number][] {
  return visitor.mayAct ? [...PLACES, AUDIT] : PLACES;
}

function link(
  basePath: string,
  { place, path, label, icon: name }: (typeof PLACES)[number],
  here?: Place,
): Html {
  const current = place === here ? html`aria-current="page"` : undefined;
  return html`<a href="${basePath}${path}" ${current}>${icon(name)}<span>${label}</span></a>`;
}

/** Who is signed in, what they may do, and the way out. */
function who({ basePath, visitor }: Site): Html | undefined {
  const { name, role, canSignOut, formFields } = visitor;
  if (name === undefined) return undefined;
  const person = html`<span class="person">${name} <span class="role">${role}</span></span>`;
  if (!canSignOut) return html`<div class="who">${person}</div>`;
  return html`<form class="who" method="post" action="${basePath}/logout">
    ${formFields}${person}
    <button class="quiet" type="submit">Sign out</button>
  </form>`;
}

/** A page that only says why there is nothing else on it. */
export function problemPage(site: Site, title: string, text: string): string {
  return shell(site, {
    title,
    place: undefined,
    body: html`<div class="blank" role="alert">
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a class="button" href="${site.basePath}/">Overview</a></p>
    </div>`,
  });
}
