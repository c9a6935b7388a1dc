/** Surfaces: where blocks stand, and what becomes of a value that changes there. */

import { useContext, useMemo, useRef, useState } from "./dom.js";
import { Desk } from "./desk.js";
import { elementsOf, initial, valuesOf } from "./inputtypes.js";

/** A message: each value is told at once, and kept as long as the message offers its element. */
export function useMessageSurface(message, user, zone) {
  const surface = useSurface(placeOf(message), user);
  surface.fallback = (block, element) => initial(element, zone);
  surface.values = () => undefined;
  return surface;
}

function placeOf(message) {
  return message.is_ephemeral ? { ephemeral: message.ts } : { channel: message.channel, ts: message.ts };
}

/** A form or Home: all values are told together; those that the person gave outlive an update. */
export function useViewSurface(view, user, zone) {
  const surface = useSurface({ view_id: view.view_id }, user);
  const told = useMemo(() => valuesOf(view, zone), [view]);
  surface.fallback = (block, element) => told[block.block_id]?.[element.action_id] ?? null;
  surface.values = () => {
    const all = {};
    for (const block of view.raw.blocks) {
      for (const element of elementsOf(block)) {
        all[block.block_id] ??= {};
        all[block.block_id][element.action_id] = surface.value(block, element);
      }
    }
    return all;
  };
  return surface;
}

function useSurface(place, user) {
  const desk = useContext(Desk);
  const given = useRef({});
  const [, again] = useState(0);
  const key = (block, element) => `${block.block_id}/${element.action_id}/${element.type}`;
  const at = (block, element) => ({ block_id: block.block_id, action_id: element.action_id });
  const surface = {
    value(block, element) {
      const mine = key(block, element);
      return mine in given.current ? given.current[mine] : surface.fallback(block, element);
    },
    set(block, element, value) {
      given.current[key(block, element)] = value;
      again((count) => count + 1);
    },
    async interact(block, element, value) {
      if (element.confirm && !(await desk.confirm(element.confirm))) return;
      const values = surface.values();
      const seen = { block, element };
      await desk.act("interact", { user, ...place, ...at(block, element), value, values, seen });
    },
    async options(block, element, typed) {
      const values = surface.values();
      const asked = { user, ...place, ...at(block, element), typed, values };
      return (await desk.act("options", asked))?.options ?? [];
    },
  };
  return surface;
}
