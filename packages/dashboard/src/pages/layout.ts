import { type Html, html } from './html.js';

/** A whole page. `body` is what is between `<body>` and `</body>`, `head` goes after what every page has. */
export function page(options: { title: string; basePath: string; body: Html; head?: Html }): string {
  const { title, basePath, body, head } = options;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${basePath}/assets/icon.svg" />
        <link rel="stylesheet" href="${basePath}/assets/style.css" />
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`.toString();
}

/** The mark and the name. */
export function brand(basePath: string): Html {
  return html`<span class="brand">
    <img src="${basePath}/assets/icon.svg" alt="" width="28" height="28" />hrflow-sync</span
  >`;
}
