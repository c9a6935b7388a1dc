/** A message: who, when, what it says, its thread, and what one may do with it. */

import { classes, html, memo, useContext, useState } from "./dom.js";
import { Avatar } from "./avatar.js";
import { Blocks } from "./blocks.js";
import { fullMoment, instantOf, moment, time } from "./dates.js";
import { Desk } from "./desk.js";
import { EditBox } from "./editing.js";
import { Files } from "./attachments.js";
import { Icon } from "./icons.js";
import { Menu } from "./menu.js";
import { Mrkdwn } from "./mrkdwn.js";
import { useMessageSurface } from "./surface.js";
import { counted } from "./text.js";

/** `grouped`: its author has just spoken. `inThread`: it stands in the thread's pane. */
export const MessageRow = memo(function Row(props) {
  const { message, grouped, spot } = props;
  if (message.subtype === "channel_topic") return html`<${Notice} ...${props} />`;
  const kind = classes("message", grouped && "grouped", message.is_ephemeral && "ephemeral", spot && "spot");
  return html`<li class=${kind} tabindex="-1" data-ts=${message.ts}>
    ${message.is_ephemeral && html`<div class="ephemeral-note"><${Icon} name="eye" /> Visible par vous seul</div>`}
    <${Body} ...${props} />
  </li>`;
});

function Body(props) {
  const { message, reader, names, grouped } = props;
  const [editing, setEditing] = useState(false);
  const author = names.store.get("person", message.is_ephemeral ? names.bot : message.user);
  const gone = message.subtype === "tombstone";
  return html`<div class="line">
    <div class="gutter">${grouped ? html`<${Hour} ...${props} />` : html`<${Avatar} person=${author} />`}</div>
    <div class="body">
      ${!grouped && html`<div class="head">
        <span class="author">${gone ? "Message supprimé" : (author?.real_name || author?.name)}</span>
        ${author?.is_bot && html`<span class="tag">APP</span>`}
        <${Hour} ...${props} />
      </div>`}
      ${message.broadcast && !props.inThread && html`<${Broadcast} ...${props} />`}
      ${editing
        ? html`<${EditBox} message=${message} user=${reader} close=${() => setEditing(false)} />`
        : html`<${Content} ...${props} gone=${gone} />`}
      ${!props.inThread && html`<${ThreadBar} ...${props} />`}
    </div>
    ${!message.is_ephemeral && !gone && !editing && html`<${Tools} ...${props} edit=${() => setEditing(true)} />`}
  </div>`;
}

function Content({ message, reader, names, gone }) {
  const surface = useMessageSurface(message, reader, names.zone(reader));
  if (gone) return html`<p class="gone">Ce message a été supprimé.</p>`;
  return html`<div class="content">
    ${message.blocks.length
      ? html`<${Blocks} blocks=${message.blocks} surface=${surface} reader=${reader} names=${names} />`
      : html`<div class="paragraph"><${Mrkdwn} text=${message.text} reader=${reader} names=${names} /></div>`}
    ${message.edited && html`<span class="edited">(modifié)</span>`}
    ${message.files?.length > 0 && html`<${Files} files=${message.files} />`}
  </div>`;
}

function Hour({ message, reader, names }) {
  const [at, zone] = [instantOf(message.ts), names.zone(reader)];
  return html`<time class="hour" datetime=${new Date(at).toISOString()} title=${fullMoment(at, zone)}>${time(at, zone)}</time>`;
}

function Notice({ message, reader, names }) {
  return html`<li class="notice" tabindex="-1" data-ts=${message.ts}>
    <${Mrkdwn} text=${topicNotice(message.text)}
      reader=${reader} names=${names} />
    <${Hour} message=${message} reader=${reader} names=${names} />
  </li>`;
}

/** The simulator says it in Slack's English. */
const topicNotice = (text) =>
  text.replace("set the channel topic:", "a défini le sujet\u00a0:").replace("cleared the channel topic", "a effacé le sujet");

function Broadcast({ message }) {
  const desk = useContext(Desk);
  return html`<div class="broadcast">a répondu à un fil${"\u00a0"}:${" "}
    <button type="button" class="link" onClick=${() => desk.go({ thread: message.thread_ts })}>voir le fil</button>
  </div>`;
}

function ThreadBar({ message, replies, reader, names }) {
  const desk = useContext(Desk);
  if (!replies.length) return null;
  const authors = [...new Set(replies.map((each) => each.user))].slice(0, 3);
  return html`<button type="button" class="thread-bar" onClick=${() => desk.go({ thread: message.ts })}>
    ${authors.map((id) => html`<${Avatar} key=${id} person=${names.store.get("person", id)} size="small" />`)}
    <b>${counted(replies.length, "réponse")}</b>
    <span class="faint">dernière ${moment(instantOf(replies.at(-1).ts), names.zone(reader))}</span>
  </button>`;
}

function Tools({ message, reader, inThread, edit }) {
  const desk = useContext(Desk);
  const place = { user: reader, channel: message.channel, ts: message.ts };
  const shortcuts = desk.house.shortcuts.filter((each) => each.type === "message").map((each) => ({
    key: each.callback_id,
    label: each.name,
    run: () => desk.act("message_shortcut", { ...place, callback_id: each.callback_id }),
  }));
  const own = message.user !== reader ? [] : [
    { key: "edit", label: "Modifier le message", run: edit },
    { key: "delete", label: "Supprimer le message", danger: true, run: () => desk.act("delete", place) },
  ];
  const items = [...shortcuts, ...own];
  return html`<div class="tools" role="group" aria-label="Actions du message">
    ${!inThread && html`<button type="button" class="icon-button" aria-label="Répondre dans le fil" title="Répondre dans le fil"
      onClick=${() => desk.go({ thread: message.thread_ts ?? message.ts })}><${Icon} name="reply" /></button>`}
    ${items.length > 0 && html`<${Menu} label="Autres actions" items=${items} />`}
  </div>`;
}
