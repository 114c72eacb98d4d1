/*
 * Everything works without this script. With it, a page follows what happens: the server sends its parts again
 * when they have changed, as server-sent events.
 */

const localMoment = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const localClock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const fullMoment = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/**
 * Shows moments in the zone of whoever looks.
 * @param {ParentNode} root
 */
function localise(root) {
  for (const time of root.querySelectorAll('time')) {
    const date = new Date(time.dateTime);
    if ('moment' in time.dataset) time.textContent = localMoment.format(date);
    if ('clock' in time.dataset) time.textContent = localClock.format(date);
    time.title = fullMoment.format(date);
  }
}

/** @typedef {{ id: string, version: string, html: string }} Part */

/** @type {Map<string, Part>} Parts that wait until a menu in them is closed. */
const held = new Map();

/** @param {Part} part */
function replace(part) {
  const element = document.getElementById(part.id);
  if (!element || element.dataset.version === part.version) return;
  if (element.querySelector('details.menu[open]')) {
    held.set(part.id, part);
    return;
  }
  held.delete(part.id);
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const open = [...element.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const scrolled = [...element.querySelectorAll('.scroll')].map(({ scrollLeft }) => scrollLeft);
  element.innerHTML = part.html;
  element.dataset.version = part.version;
  localise(element);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  for (const [index, box] of [...element.querySelectorAll('.scroll')].entries()) {
    box.scrollLeft = scrolled[index] ?? 0;
  }
  if (focused?.id) document.getElementById(focused.id)?.focus();
  announce(element);
}

/**
 * Says to screen readers what has changed, where a part has words for it.
 * @param {Element} element
 */
function announce(element) {
  const text = element.querySelector('[data-announce]')?.getAttribute('data-announce');
  const announcement = document.getElementById('announcement');
  if (text && announcement && announcement.textContent !== text) announcement.textContent = text;
}

/** @param {string} address */
function follow(address) {
  const connection = document.getElementById('connection');
  const source = new EventSource(address);
  source.addEventListener('open', () => connection?.setAttribute('hidden', ''));
  // The server ends a stream now and then; only one that doesn't come back is worth a word.
  let broken = 0;
  source.addEventListener('error', () => {
    clearTimeout(broken);
    broken = window.setTimeout(() => {
      if (source.readyState !== EventSource.OPEN) connection?.removeAttribute('hidden');
    }, 5_000);
  });
  source.addEventListener('message', ({ data }) => {
    const parts = /** @type {Part[]} */ (JSON.parse(String(data)));
    for (const part of parts) replace(part);
  });
  window.addEventListener('pagehide', () => source.close());
}

/** Closes menus as people expect it: by a click elsewhere, and by Escape. */
function closeMenus() {
  const menus = () => document.querySelectorAll('details.menu[open]');
  document.addEventListener('click', ({ target }) => {
    for (const menu of menus())
      if (target instanceof Node && !menu.contains(target)) menu.removeAttribute('open');
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const menu of menus()) {
      menu.removeAttribute('open');
      menu.querySelector('summary')?.focus();
    }
  });
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (!(target instanceof HTMLDetailsElement) || !target.classList.contains('menu')) return;
      if (target.open) {
        const field = target.querySelector('input:not([type=hidden])');
        if (field instanceof HTMLElement) field.focus();
      } else for (const part of held.values()) replace(part);
    },
    true,
  );
}

/** A form is sent once, however often its button is pressed. */
function sendOnce() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  // Back from the next page, it may be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) form.removeAttribute('data-sent');
  });
}

/** What a deed came to is told once, not again when the page is loaded again. */
function forgetTold() {
  const address = new URL(window.location.href);
  if (!address.searchParams.has('told')) return;
  address.searchParams.delete('told');
  address.searchParams.delete('n');
  window.history.replaceState(null, '', address);
}

localise(document);
closeMenus();
forgetTold();
sendOnce();
if (document.body.dataset.stream) follow(document.body.dataset.stream);
