import { amount, counted } from '../../views/words.js';
import { type Html, html } from '../html.js';

/** Fields and entries shown; an item of more is read elsewhere. */
const MOST_NODES = 4_000;
/** Of a text, in characters: a résumé in base64 tells nobody anything. */
const LONGEST_TEXT = 4_000;
/** A text that is longer is folded. */
const LONGEST_LINE = 160;
/** Levels that are open at first. */
const OPEN_LEVELS = 2;

/** JSON as people read it: folded below, and open by the keyboard as well. */
export function jsonTree(value: unknown): Html {
  const left = { nodes: MOST_NODES };
  const parts = childrenOf(value);
  const body = parts ? list(parts, Array.isArray(value), 0, left) : leaf(value);
  const more =
    left.nodes < 0
      ? html`<p class="soft">There is more; the first ${amount(MOST_NODES)} values are shown.</p>`
      : undefined;
  return html`<div class="json">${body}${more}</div>`;
}

/** A value in one line, as far as it goes. */
export function jsonLine(value: unknown, longest = LONGEST_LINE): Html {
  const text = JSON.stringify(value) ?? '';
  return html`<code>${text.length > longest ? `${text.slice(0, longest)}…` : text}</code>`;
}

type Child = readonly [name: string, value: unknown];

function childrenOf(value: unknown): Child[] | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}

function list(children: readonly Child[], isArray: boolean, depth: number, left: { nodes: number }): Html {
  const shown: Html[] = [];
  for (const [name, value] of children) {
    if (--left.nodes < 0) break;
    shown.push(html`<li>${entry(name, isArray, value, depth, left)}</li>`);
  }
  return html`<ul>
    ${shown}
  </ul>`;
}

function entry(name: string, inArray: boolean, value: unknown, depth: number, left: { nodes: number }): Html {
  const key = html`<span class="${inArray ? 'index' : 'key'}">${name}</span>`;
  const children = childrenOf(value);
  if (!children) return typeof value === 'string' ? text(key, value) : html`${key} ${leaf(value)}`;
  if (children.length === 0)
    return html`${key} <span class="soft">${Array.isArray(value) ? '[]' : '{}'}</span>`;
  const size = Array.isArray(value)
    ? counted(children.length, 'entry', 'entries')
    : counted(children.length, 'field');
  const open = depth < OPEN_LEVELS ? html`open` : undefined;
  return html`<details ${open}>
    <summary>${key} <span class="soft">${size}</span></summary>
    ${list(children, Array.isArray(value), depth + 1, left)}
  </details>`;
}

function text(key: Html, value: string): Html {
  if (value.length <= LONGEST_LINE) return html`${key} ${leaf(value)}`;
  const cut = value.length > LONGEST_TEXT ? html`<span class="soft"> … cut here</span>` : undefined;
  return html`<details>
    <summary>
      ${key} <span class="text">${value.slice(0, LONGEST_LINE / 2)}…</span>
      <span class="soft">${counted(value.length, 'character')}</span>
    </summary>
    <p class="text">${value.slice(0, LONGEST_TEXT)}${cut}</p>
  </details>`;
}

function leaf(value: unknown): Html {
  if (typeof value === 'string') return html`<span class="text">${value === '' ? '""' : value}</span>`;
  return html`<span class="plain-value">${JSON.stringify(value) ?? 'undefined'}</span>`;
}
