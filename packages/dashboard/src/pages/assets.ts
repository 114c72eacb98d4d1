import { Router } from 'express';

/** The mark: two arrows that keep two sides in step. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f6f5c"/><g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"><path d="M8 12.5h15m-4.5-4.5 4.5 4.5-4.5 4.5" opacity=".95"/><path d="M24 20.5H9m4.5-4.5L9 20.5l4.5 4.5" opacity=".6"/></g></svg>`;

const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f4; --card: #fff; --text: #1b2320; --soft: #5c6863; --line: #dde2df;
  --accent: #1f6f5c; --accent-strong: #185848; --on-accent: #fff; --bad: #b3261e; --bad-ground: #fdeceb;
  --note-ground: #eef4f2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121614; --card: #1a201d; --text: #e8ecea; --soft: #9aa6a1; --line: #2d3632;
    --accent: #4bb398; --accent-strong: #69c7ae; --on-accent: #0c1512; --bad: #ff9a92; --bad-ground: #3a1c1a;
    --note-ground: #1c2824;
  }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
a { color: inherit; }
.brand { display: inline-flex; align-items: center; gap: .625rem; font-weight: 650; letter-spacing: -.01em; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 8px 24px rgb(0 0 0 / .04); }
button, .button { display: inline-block; padding: .625rem 1rem; border: 1px solid transparent; border-radius: 8px;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none;
  cursor: pointer; }
button:hover, .button:hover { background: var(--accent-strong); }
button.quiet { padding: .375rem .75rem; background: transparent; border-color: var(--line); color: var(--text);
  font-weight: 500; }
button.quiet:hover { background: var(--card); }
:focus-visible { outline: 3px solid color-mix(in srgb, var(--accent) 55%, transparent); outline-offset: 2px; }
.problem, .notice { margin: 0; padding: .625rem .875rem; border-radius: 8px; font-size: .9375rem; }
.problem { background: var(--bad-ground); color: var(--bad); }
.notice { background: var(--note-ground); color: var(--soft); }

.login { display: grid; justify-items: center; align-content: center; gap: 1.5rem; min-height: 100vh;
  padding: 1.5rem 1rem 12vh; }
.login form { display: grid; width: 100%; max-width: 24rem; padding: 2rem; }
.login .problem { margin-top: 1rem; }
.login label { margin: 1.25rem 0 .375rem; font-size: .9375rem; font-weight: 550; }
.login input { width: 100%; padding: .625rem .75rem; border: 1px solid color-mix(in srgb, var(--soft) 70%, transparent);
  border-radius: 8px; background: var(--ground); color: inherit; font: inherit; }
.login button { margin-top: 1.75rem; }
.login .provider { margin-top: 1.25rem; text-align: center; }

.account { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: .375rem .75rem; min-width: 0; }
.account .who { overflow-wrap: anywhere; font-size: .9375rem; }
.account .role { color: var(--soft); }
.home { text-decoration: none; }
.tabs { display: flex; gap: .5rem; }
.tab { padding: .375rem .75rem; border: 1px solid var(--line); border-radius: 8px; text-decoration: none; }
.tab[aria-current] { background: var(--card); font-weight: 600; }
.audit th, .audit td { overflow-wrap: anywhere; }
.audit time { white-space: nowrap; font-variant-numeric: tabular-nums; }

.bar { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-height: 60px;
  padding: .75rem max(1rem, calc(50vw - 32rem)); border-bottom: 1px solid var(--line); background: var(--card); }
.overview { display: grid; gap: 1.25rem; padding: 2rem max(1rem, calc(50vw - 32rem)); }
.heading { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .875rem 1.25rem; text-align: left; vertical-align: top; }
tbody tr { border-top: 1px solid var(--line); }
thead th { padding-block: .75rem; color: var(--soft); font-size: .8125rem; font-weight: 550; white-space: nowrap; }
tbody th { min-width: 15rem; font-weight: 600; }
tbody small { display: block; color: var(--soft); font-size: .875rem; font-weight: 400; }
table a { text-decoration: none; }
table a:hover { text-decoration: underline; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.none { color: var(--soft); }
.failed { color: var(--bad); font-weight: 650; }
@media (max-width: 40rem) {
  th, td { padding: .75rem .5rem; }
  :is(th, td):first-child { padding-left: 1rem; }
  :is(th, td):last-child { padding-right: 1rem; }
  thead th { white-space: normal; vertical-align: bottom; }
  tbody th { min-width: 0; }
  tbody small { display: none; }
}
`;

/** What pages need, served by this process: the board works without the Internet. */
export function createAssets(extra: Record<string, { type: string; text: string }>): Router {
  const files = {
    'icon.svg': { type: 'image/svg+xml', text: ICON },
    'style.css': { type: 'text/css', text: STYLE },
    ...extra,
  };
  const router = Router();
  for (const [name, { type, text }] of Object.entries(files)) {
    router.get(`/assets/${name}`, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=300').type(type).send(text);
    });
  }
  return router;
}
