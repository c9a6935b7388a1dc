/** The side: who one is, and the conversations that this person has. */

import { classes, html, useContext } from "./dom.js";
import { Avatar } from "./avatar.js";
import { Desk } from "./desk.js";
import { channels, people } from "./here.js";
import { Icon } from "./icons.js";

export function Sidebar({ here, reading, isOpen, close }) {
  const desk = useContext(Desk);
  const { store, house } = desk;
  const go = (change) => {
    desk.go(change);
    close();
  };
  const direct = store.direct(here.user);
  const isNews = direct && reading.unread(here.user, direct.id).count > 0;
  const toApp = () => {
    if (house.has_home && !isNews) desk.home();
    else desk.go({ place: "direct" });
    close();
  };
  return html`<nav class=${classes("sidebar", isOpen && "open")} data-region tabindex="-1" aria-label="Personnes et conversations">
    <h2 id="being">Vous êtes</h2>
    <ul aria-labelledby="being">
      ${people(store).map((each) => html`<li key=${each.id}>
        <${Being} person=${each} isSelf=${each.id === here.user} waiting=${reading.waiting(each.id)} be=${() => go({ user: each.id })} />
      </li>`)}
    </ul>
    <h2 id="channels">Canaux</h2>
    <ul aria-labelledby="channels">
      ${channels(store, here.user).map((each) => html`<li key=${each.id}>
        <${Place} isHere=${here.place === each.id} unread=${reading.unread(here.user, each.id)} go=${() => go({ place: each.id })}
          sign=${each.kind === "private" ? html`<${Icon} name="lock" />` : "#"} name=${each.name} />
      </li>`)}
    </ul>
    <h2 id="apps">Messages directs</h2>
    <ul aria-labelledby="apps">
      <li><${Place} isHere=${["home", "direct"].includes(here.place)} go=${toApp}
        unread=${direct ? reading.unread(here.user, direct.id) : { count: 0, mentions: 0 }}
        sign=${html`<${Avatar} person=${store.get("person", house.bot)} size="tiny" />`} name=${store.names.of(house.bot)} /></li>
    </ul>
  </nav>`;
}

function Being({ person, isSelf, waiting, be }) {
  return html`<button type="button" class="being" aria-current=${isSelf ? "true" : undefined} onClick=${be} title=${person.real_name}>
    <${Avatar} person=${person} size="small" />
    <span class="who"><b>${person.name}</b>${person.title && html`<span class="title">${person.title}</span>`}</span>
    ${!isSelf && html`<${Marks} unread=${waiting} />`}
  </button>`;
}

function Place({ isHere, unread, go, sign, name }) {
  const fresh = unread.count > 0 || unread.mentions > 0;
  return html`<button type="button" class=${classes("place", fresh && "fresh")} aria-current=${isHere ? "page" : undefined} onClick=${go}>
    <span class="sign" aria-hidden="true">${sign}</span><span class="name">${name}</span><${Marks} unread=${unread} />
  </button>`;
}

function Marks({ unread }) {
  if (unread.mentions) return html`<span class="badge">${unread.mentions}<span class="unseen"> pour vous, non lus</span></span>`;
  if (unread.count) return html`<span class="dot"><span class="unseen">non lu</span></span>`;
  return null;
}
