import { assetVersion } from './asset-files.js';
import { type Html, html } from './html.js';

/** A whole page. `body` is what is between `<body>` and `</body>`; `stream` keeps it up to date. */
export function page({
  title,
  basePath,
  body,
  stream,
  head,
}: {
  title: string;
  basePath: string;
  body: Html;
  stream?: string | undefined;
  /** Goes after what every page has in its head. */
  head?: Html;
}): string {
  const asset = (name: string): string => `${basePath}/assets/${name}?v=${assetVersion(name)}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="${asset('icon.svg')}" />
        <link rel="preload" href="${asset('inter.woff2')}" as="font" type="font/woff2" crossorigin />
        <link rel="stylesheet" href="${asset('style.css')}" />
        <script type="module" src="${asset('live.js')}"></script>
        ${head}
      </head>
      <body data-stream="${stream}">
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
