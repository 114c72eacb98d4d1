import type { Site } from '../site.js';
import { type Html, html } from '../html.js';
import { icon, type IconName } from './icons.js';

/** A button that changes something: a form of its own, so that it works without a script. */
export interface Deed {
  /** Of the button; unique on the page, so that focus can come back to it. */
  readonly id: string;
  /** Path below the base path. */
  readonly path: string;
  readonly label: string;
  /** What a screen reader says, where the label alone doesn't say of what. */
  readonly spoken?: string;
  readonly icon?: IconName;
  readonly look?: 'primary' | 'soft' | 'quiet' | 'danger';
  readonly fields?: Readonly<Record<string, string | number>>;
}

export function deedForm(site: Site, deed: Deed): Html {
  const { id, label, spoken = label, look = 'quiet' } = deed;
  return html`<form method="post" action="${site.basePath}${deed.path}">
    ${hiddenFields(site, deed)}
    <button id="${id}" class="${look}" type="submit" aria-label="${spoken}">
      ${deed.icon && icon(deed.icon)}${label}
    </button>
  </form>`;
}

/** As {@link deedForm}, but it opens first: to say what will happen, and to be told a reason. */
export function deedMenu(
  site: Site,
  deed: Deed & {
    readonly explanation: string;
    readonly confirm: string;
    readonly reason?: { readonly label: string; readonly placeholder: string };
  },
): Html {
  const { id, label, spoken = label, look = 'quiet', reason } = deed;
  const confirmLook = look === 'danger' ? 'danger' : 'primary';
  return html`<details class="menu" id="${id}-menu">
    <summary id="${id}" class="button ${look}" aria-label="${spoken}">
      ${deed.icon && icon(deed.icon)}${label}
    </summary>
    <form class="popover" method="post" action="${site.basePath}${deed.path}">
      ${hiddenFields(site, deed)}
      <p>${deed.explanation}</p>
      ${
        reason &&
        html`<label for="${id}-reason">${reason.label}</label>
          <input
            id="${id}-reason"
            name="reason"
            maxlength="200"
            autocomplete="off"
            placeholder="${reason.placeholder}"
          />`
      }
      <button class="${confirmLook}" type="submit">${deed.confirm}</button>
    </form>
  </details>`;
}

function hiddenFields({ visitor }: Site, { fields = {} }: Deed): Html[] {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return visitor.formFields ? [visitor.formFields, ...hidden] : hidden;
}
