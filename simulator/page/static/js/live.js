/** Listens to the simulator; the browser comes back by itself when the line drops. */

export function listen(store) {
  const source = new EventSource("/_page/live");
  source.onmessage = (event) => {
    const news = JSON.parse(event.data);
    const says = news.whole || news.drop.length || Object.keys(news.put).length;
    if (says) store.take(news);
  };
  source.onerror = () => {
    store.connected = false;
    store.tell();
  };
}
