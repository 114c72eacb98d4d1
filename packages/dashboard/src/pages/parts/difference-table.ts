import { type Comparison, type Difference, DIFFERENCES_SHOWN } from '../../views/differences.js';
import { amount } from '../../views/words.js';
import { type Html, html } from '../html.js';
import { jsonLine } from './json-tree.js';

const MARKS: Readonly<Record<Difference['kind'], { readonly sign: string; readonly words: string }>> = {
  added: { sign: '+', words: 'added' },
  removed: { sign: '−', words: 'removed' },
  changed: { sign: '~', words: 'changed' },
};

/** Field by field, what was to become of what was held. */
export function differenceTable({ provider, differences }: Comparison): Html {
  if (!differences) {
    return html`<p class="soft">Too large to compare: one of the two is longer than 256 KiB.</p>`;
  }
  if (differences.length === 0) {
    return html`<p class="soft">
      No difference: <code>${provider}</code> held just what was to be written.
    </p>`;
  }
  const shown = differences.slice(0, DIFFERENCES_SHOWN);
  const more =
    differences.length > shown.length
      ? html`<p class="more soft">The first ${amount(shown.length)} of ${amount(differences.length)}.</p>`
      : undefined;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of differences">
      <table class="differences">
        <thead>
          <tr>
            <th scope="col"><span class="unseen">Kind</span></th>
            <th scope="col">Field</th>
            <th scope="col">Held</th>
            <th scope="col">To be written</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(row)}
        </tbody>
      </table>
    </div>
    ${more}`;
}

function row({ kind, path, held, sent }: Difference): Html {
  const { sign, words } = MARKS[kind];
  return html`<tr class="${kind}">
    <td><span aria-hidden="true">${sign}</span><span class="unseen">${words}</span></td>
    <th scope="row"><code>${path}</code></th>
    ${kind === 'added' ? nothing() : html`<td><del>${jsonLine(held)}</del></td>`}
    ${kind === 'removed' ? nothing() : html`<td><ins>${jsonLine(sent)}</ins></td>`}
  </tr>`;
}

function nothing(): Html {
  return html`<td class="differs-not soft">nothing</td>`;
}
