/** Draws the page once the simulator has told what there is. */

import { html, render } from "./dom.js";
import { App } from "./app.js";
import { PageDesk } from "./desk.js";
import { listen } from "./live.js";
import { Store } from "./store.js";

const house = JSON.parse(document.getElementById("house").textContent);
const store = new Store(house.bot);
listen(store);
await store.ready;
const page = document.getElementById("page");
page.replaceChildren();
render(html`<${App} desk=${new PageDesk(store, house)} />`, page);
