/** Radio buttons and checkboxes. */

import { html, useId } from "./dom.js";
import { Text } from "./blocks.js";

const same = (one, other) => one?.value === other.value;

export function RadioButtons({ element, value, change, ...how }) {
  const name = useId();
  const option = (each) => html`<${Choice} key=${each.value} type="radio" name=${name} option=${each}
    checked=${same(value, each)} pick=${() => change(each)} ...${how} />`;
  return html`<div class="choices" role="radiogroup" ...${aria(how)}>${element.options.map(option)}</div>`;
}

export function Checkboxes({ element, value, change, ...how }) {
  const chosen = value ?? [];
  const toggle = (each, on) =>
    change(element.options.filter((one) => (same(one, each) ? on : chosen.some((other) => same(other, one)))));
  const option = (each) => html`<${Choice} key=${each.value} type="checkbox" option=${each}
    checked=${chosen.some((one) => same(one, each))} pick=${(on) => toggle(each, on)} ...${how} />`;
  return html`<div class="choices" role="group" ...${aria(how)}>${element.options.map(option)}</div>`;
}

function aria({ labelledby, describedby }) {
  return { "aria-labelledby": labelledby, "aria-describedby": describedby };
}

function Choice({ type, name, option, checked, pick, reader, names }) {
  const id = useId();
  return html`<div class="choice">
    <input id=${id} type=${type} name=${name} checked=${checked} onChange=${(event) => pick(event.currentTarget.checked)}
      aria-describedby=${option.description && `${id}-more`} />
    <label for=${id}><${Text} text=${option.text} reader=${reader} names=${names} /></label>
    ${option.description && html`<div class="more" id=${`${id}-more`}>
      <${Text} text=${option.description} reader=${reader} names=${names} />
    </div>`}
  </div>`;
}
