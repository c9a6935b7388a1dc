/** Avatars: initials on a colour that is always the same person's. */

import { html } from "./dom.js";

const COLOURS = 8;

export function Avatar({ person, size = "" }) {
  const words = (person?.real_name || person?.name || "?").split(/[\s-]+/);
  const initials = person?.is_bot ? "" : words.slice(0, 2).map((word) => word[0].toUpperCase()).join("");
  const sum = [...(person?.id ?? "")].reduce((total, letter) => total * 7 + letter.codePointAt(0), 3);
  const colour = person?.is_bot ? "bot" : `colour${sum % COLOURS}`;
  return html`<span class=${`avatar ${size} ${colour}`} aria-hidden="true">${initials}</span>`;
}
