import type { Excerpt, TrailExchange } from '@hrflow-sync/core';
import { amount, counted } from '../../views/words.js';
import { type Html, html } from '../html.js';

/** Of a body, in characters; what is kept whole to be compared may be longer. */
const LONGEST_SHOWN = 8 * 1024;

/** A request and its answer: open, or to be opened. */
export function exchangeCard(exchange: TrailExchange, index: number, isOpen: boolean): Html {
  const { provider, method, path, outcome, durationMs, headers, sent, answered } = exchange;
  const good = typeof outcome === 'number' && outcome < 400;
  const name = `${method} ${path}`;
  return html`<details class="exchange" id="exchange-${index}" ${isOpen ? html`open` : undefined}>
    <summary>
      <span class="chip ${good ? 'plain' : 'bad'}">${outcome}</span>
      <code><strong>${method}</strong> ${path}</code>
      <span class="soft">${provider} · ${amount(durationMs)} ms</span>
    </summary>
    <div class="two">
      ${body(`Request of ${name}`, 'Request', sent, 'It had no body.')}
      ${body(`Answer to ${name}`, 'Answer', answered, answerless(outcome))}
    </div>
    ${headerLine(headers)}
  </details>`;
}

function answerless(outcome: number | string): string {
  return typeof outcome === 'number' ? 'It had no body.' : `None came: ${outcome}.`;
}

function body(spoken: string, title: string, excerpt: Excerpt | null, none: string): Html {
  if (!excerpt)
    return html`<div>
      <h3>${title}</h3>
      <p class="soft">${none}</p>
    </div>`;
  const text = excerpt.text.slice(0, LONGEST_SHOWN);
  const isCut = text.length < excerpt.length;
  const size = isCut
    ? `the first ${amount(text.length)} of ${counted(excerpt.length, 'character')}`
    : counted(excerpt.length, 'character');
  return html`<div>
    <h3>${title} <span class="soft">${size}</span></h3>
    <pre tabindex="0" role="region" aria-label="${spoken}">${isCut ? text : indented(text)}</pre>
  </div>`;
}

/** JSON with a line for each field; anything else as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function headerLine(headers: Readonly<Record<string, string>>): Html | undefined {
  const names = Object.keys(headers);
  if (names.length === 0) return undefined;
  return html`<p class="headers soft">
    ${names.map((name) => html`<code>${name}: ${headers[name]}</code> `)}
  </p>`;
}
