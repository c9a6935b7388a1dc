/** Elements: everything in blocks that a person can press, choose or fill in. */

import { html, useState } from "./dom.js";
import { addressOf } from "./blocks.js";
import { Checkboxes, RadioButtons } from "./choices.js";
import { Field, FileField, RichField } from "./fields.js";
import { Overflow } from "./menu.js";
import { DateTime } from "./moments.js";
import { Select } from "./selects.js";
import { INPUT_TYPES } from "./inputtypes.js";
import { safeAddress } from "./text.js";

export function Element(props) {
  const { type } = props.element;
  const Kind = KINDS[type] ?? (type.endsWith("_select") ? Select : Field);
  return html`<${Kind} ...${props} ...${valueIn(props)} />`;
}

/** What an element holds, and how it tells another value: at once, but in an input that does not dispatch. */
function valueIn({ block, element, surface }) {
  return {
    value: INPUT_TYPES[element.type] && surface.value(block, element),
    change(value) {
      surface.set(block, element, value);
      if (block.type !== "input" || block.dispatch_action) surface.interact(block, element, value);
    },
    keep: (value) => surface.set(block, element, value),
    tell: (value) => (block.type !== "input" || block.dispatch_action) && surface.interact(block, element, value),
  };
}

function Button({ block, element, surface }) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    if (element.url) open(safeAddress(element.url), "_blank", "noreferrer");
    setBusy(true);
    await surface.interact(block, element);
    setBusy(false);
  };
  return html`<button type="button" class=${`button ${element.style ?? ""}`} aria-label=${element.accessibility_label}
    aria-busy=${busy} disabled=${busy} onClick=${press}>${element.text.text}</button>`;
}

const Picture = ({ element }) => html`<img class="picture" src=${addressOf(element)} alt=${element.alt_text} />`;

const KINDS = {
  button: Button,
  image: Picture,
  overflow: Overflow,
  checkboxes: Checkboxes,
  radio_buttons: RadioButtons,
  datepicker: DateTime,
  timepicker: DateTime,
  datetimepicker: DateTime,
  rich_text_input: RichField,
  file_input: FileField,
};
