/** One door to the small library that draws the page. */
import { Component, createContext, Fragment, h, render } from "preact";
import htm from "htm";

export * from "preact/hooks";
export { createContext, Fragment, render };
export const html = htm.bind(h);

/** Draws again only when one of the properties is another one. */
export function memo(view) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const keys = Object.keys({ ...this.props, ...next });
      return keys.some((key) => this.props[key] !== next[key]);
    }

    render(props) {
      return h(view, props);
    }
  };
}

export const classes = (...names) => names.filter(Boolean).join(" ");
