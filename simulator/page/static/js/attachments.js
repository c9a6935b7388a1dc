/** Files shared in a message. */

import { html } from "./dom.js";
import { Icon } from "./icons.js";
import { counted } from "./text.js";

const IMAGE = /\.(png|jpe?g|gif|webp)$/i;

export function Files({ files }) {
  return html`<div class="attachments">${files.map((file) => html`<${File} key=${file.id} file=${file} />`)}</div>`;
}

function File({ file }) {
  const address = `/_page/files/${file.id}`;
  if (IMAGE.test(file.name)) {
    return html`<figure class="image"><figcaption>${file.title}</figcaption><img src=${address} alt=${file.title} /></figure>`;
  }
  return html`<a class="file" href=${address} download=${file.name}>
    <${Icon} name="file" /><span><b>${file.title}</b><span class="faint">${counted(file.size, "octet")}</span></span>
  </a>`;
}
