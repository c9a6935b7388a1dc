/** The few drawings of the page. */

import { html } from "./dom.js";

const PATHS = {
  more: "M5 12h.01M12 12h.01M19 12h.01",
  reply: "M20 15a2 2 0 0 1-2 2H8l-4 4V5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
  send: "M4 12l16-8-6 16-3-6.5z",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  gauge: "M4 17a8 8 0 1 1 16 0M12 17l4-5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l3 2",
  check: "M5 12l5 5 9-10",
  down: "M6 9l6 6 6-6",
};

export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
  <path d=${PATHS[name]} />
</svg>`;
