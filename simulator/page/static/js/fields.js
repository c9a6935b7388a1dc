/** Fields that one types in, and files. */

import { html, useContext, useState } from "./dom.js";
import { Refused, upload } from "./api.js";
import { Desk } from "./desk.js";
import { textOf, richOf } from "./richtext.js";
import { counted } from "./text.js";

const TYPES = { email_text_input: "email", url_text_input: "url" };

/** Text, number, e-mail and address: what is wrong with them is said when the form is sent. */
export function Field(props) {
  const { element, value, keep } = props;
  const shared = {
    ...aria(props),
    class: "field",
    placeholder: element.placeholder?.text,
    value: value ?? "",
    onInput: (event) => keep(event.currentTarget.value),
    onKeyDown: (event) => tellOnEnter(event, props),
  };
  if (element.multiline) return html`<textarea rows="3" ...${shared}></textarea>`;
  const numeric = element.type === "number_input";
  return html`<input type=${TYPES[element.type] ?? "text"} inputmode=${numeric ? "decimal" : undefined} autocomplete="off" ...${shared} />`;
}

function tellOnEnter(event, { block, element, tell }) {
  if (event.key !== "Enter" || element.multiline || !block.dispatch_action) return;
  event.preventDefault();
  tell(event.currentTarget.value);
}

export function aria({ id, labelledby, describedby, invalid, required, element }) {
  return {
    id,
    "aria-labelledby": labelledby,
    "aria-describedby": describedby,
    "aria-invalid": invalid ? "true" : undefined,
    "aria-required": required ? "true" : undefined,
    "data-focus": element.focus_on_load ? "" : undefined,
  };
}

export function RichField({ element, value, keep, ...how }) {
  return html`<textarea class="field" rows=${element.min_lines ?? 3} placeholder=${element.placeholder?.text}
    value=${textOf(value)} onInput=${(event) => keep(richOf(event.currentTarget.value))} ...${aria({ element, ...how })}></textarea>`;
}

export function FileField({ element, value, keep, ...how }) {
  const desk = useContext(Desk);
  const [busy, setBusy] = useState(false);
  const files = value ?? [];
  const most = element.max_files ?? 10;
  const add = async (event) => {
    const chosen = [...event.currentTarget.files].slice(0, most - files.length);
    setBusy(true);
    try {
      keep([...files, ...(await Promise.all(chosen.map(upload)))]);
    } catch (wrong) {
      if (!(wrong instanceof Refused)) throw wrong;
      desk.toast(wrong.message);
    }
    setBusy(false);
  };
  const remove = (file) => keep(files.filter((each) => each !== file));
  return html`<div class="files">
    <input type="file" class="field" multiple=${most > 1} disabled=${busy || files.length >= most} onChange=${add}
      accept=${element.filetypes?.map((each) => `.${each}`).join(",")} ...${aria({ element, ...how })} />
    ${files.map((file) => html`<span class="chip" key=${file.id}>${file.name} (${counted(file.size, "octet")})
      <button type="button" aria-label=${`Retirer ${file.name}`} onClick=${() => remove(file)}>×</button>
    </span>`)}
  </div>`;
}
