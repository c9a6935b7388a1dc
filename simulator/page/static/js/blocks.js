/** Blocks: every kind that Block Kit has, on any surface. */

import { html, useId } from "./dom.js";
import { Chart } from "./charts.js";
import { Element } from "./elements.js";
import { Link } from "./mentions.js";
import { Mrkdwn } from "./mrkdwn.js";
import { Markdown } from "./markdown.js";
import { RichText } from "./richtext.js";

export function Blocks({ blocks, ...how }) {
  return html`<div class="blocks">
    ${blocks.map((block) => html`<${Block} key=${block.block_id} block=${block} ...${how} />`)}
  </div>`;
}

function Block(props) {
  const Kind = KINDS[props.block.type];
  return html`<${Kind} ...${props} />`;
}

export function Text({ text, reader, names }) {
  if (text.type === "plain_text") return html`<span class="plain">${text.text}</span>`;
  return html`<${Mrkdwn} text=${text.text} verbatim=${text.verbatim} reader=${reader} names=${names} />`;
}

function Section({ block, ...how }) {
  const label = useId();
  return html`<div class="block section">
    <div class="said" id=${label}>
      ${block.text && html`<div class="paragraph"><${Text} text=${block.text} ...${how} /></div>`}
      ${block.fields && html`<div class="fields">
        ${block.fields.map((field, index) => html`<div key=${index}><${Text} text=${field} ...${how} /></div>`)}
      </div>`}
    </div>
    ${block.accessory && html`<div class="accessory">
      <${Element} block=${block} element=${block.accessory} labelledby=${label} ...${how} />
    </div>`}
  </div>`;
}

const Header = ({ block }) => html`<div class="block header" role="heading" aria-level="4">${block.text.text}</div>`;

const Alert = ({ block, ...how }) => html`<div class=${`block alert ${block.level ?? "default"}`} role="status">
  <${Text} text=${block.text} ...${how} />
</div>`;

const Divider = () => html`<hr class="block divider" />`;

function Context({ block, ...how }) {
  return html`<div class="block context">
    ${block.elements.map((element, index) =>
      element.type === "image"
        ? html`<img key=${index} src=${addressOf(element)} alt=${element.alt_text} />`
        : html`<span key=${index}><${Text} text=${element} ...${how} /></span>`,
    )}
  </div>`;
}

function Actions({ block, ...how }) {
  return html`<div class="block actions">
    ${block.elements.map((element) => html`<${Element} key=${element.action_id} block=${block} element=${element} ...${how} />`)}
  </div>`;
}

export const addressOf = (image) =>
  image.image_url ?? (image.slack_file.id ? `/_page/files/${image.slack_file.id}` : image.slack_file.url);

function Image({ block }) {
  return html`<figure class="block image">
    ${block.title && html`<figcaption>${block.title.text}</figcaption>`}
    <img src=${addressOf(block)} alt=${block.alt_text} loading="lazy" />
  </figure>`;
}

/** The simulator tells errors by label. */
function Input({ block, errors = {}, ...how }) {
  const id = useId();
  const error = errors[block.label.text];
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return html`<div class=${error ? "block input wrong" : "block input"}>
    <label class="label" id=${`${id}-label`} for=${`${id}-control`}>
      ${block.label.text}${block.optional && html`<span class="optional"> (facultatif)</span>`}
    </label>
    <${Element} id=${`${id}-control`} block=${block} element=${block.element} labelledby=${`${id}-label`} describedby=${described}
      invalid=${Boolean(error)} required=${!block.optional} ...${how} />
    ${error && html`<div class="error" id=${`${id}-error`}>${error}</div>`}
    ${block.hint && html`<div class="hint" id=${`${id}-hint`}>${block.hint.text}</div>`}
  </div>`;
}

function Table({ block, ...how }) {
  const cell = (one, index, Kind) =>
    html`<${Kind} key=${index}>${one.type === "rich_text" ? html`<${RichText} block=${one} ...${how} />` : one.text}<//>`;
  const [head, ...rows] = block.rows;
  return html`<div class="block table" tabindex="0" role="group" aria-label="Tableau">
    <table>
      <thead><tr>${head.map((one, index) => cell(one, index, "th"))}</tr></thead>
      <tbody>${rows.map((row, at) => html`<tr key=${at}>${row.map((one, index) => cell(one, index, "td"))}</tr>`)}</tbody>
    </table>
  </div>`;
}

function Video({ block }) {
  return html`<figure class="block video">
    <figcaption>
      ${block.author_name && html`<span class="author">${block.author_name}</span>`}
      <${Link} href=${block.title_url ?? block.video_url}>${block.title.text}<//>
      ${block.description && html`<span class="description">${block.description.text}</span>`}
    </figcaption>
    <${Link} href=${block.video_url} class="thumbnail"><img src=${block.thumbnail_url} alt=${block.alt_text} /><//>
  </figure>`;
}

const KINDS = {
  section: Section,
  header: Header,
  alert: Alert,
  divider: Divider,
  context: Context,
  data_visualization: Chart,
  actions: Actions,
  image: Image,
  input: Input,
  markdown: Markdown,
  rich_text: ({ block, ...how }) => html`<div class="block"><${RichText} block=${block} ...${how} /></div>`,
  table: Table,
  video: Video,
};
