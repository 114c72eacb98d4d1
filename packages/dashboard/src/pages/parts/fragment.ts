import { createHash } from 'node:crypto';
import { type Html, html } from '../html.js';

/** What tells a fragment from an earlier one. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** A part of a page that a stream may replace; see `assets/live.js`. */
export function fragment(id: string, contents: Html, className?: string): Html {
  return html`<div id="${id}" class="${className ?? 'live'}" data-version="${versionOf(contents.text)}">
    ${contents}
  </div>`;
}
