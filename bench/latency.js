/**
 * Put into the page before its own scripts: notes when each pointer move arrived, which command it became, which frame
 * answered it, and when the page had painted that frame. All times by performance.now(), in milliseconds.
 */
(() => {
  const probe = { moves: [], painted: [], frames: [], tasks: [], on: false };
  window.probe = probe;
  const waiting = []; // moves that are not yet a command
  const sent = []; // moves that are one, until a painted frame acknowledges it
  const acks = new Map(); // frame seq -> { ack, received }

  const moving = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
  addEventListener(moving, (event) => {
    if (!probe.on || !event.buttons) return;
    const handled = performance.now();
    for (const one of event.getCoalescedEvents()) waiting.push({ input: one.timeStamp, handled });
  }, { capture: true });

  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (text) {
    if (!this.probed) listen(this);
    const message = JSON.parse(text);
    if (message.type === "move_point") {
      for (const move of waiting.splice(0)) sent.push({ ...move, id: message.id, sent: performance.now() });
    }
    if (message.type === "ack") drawn(message.seq);
    return send.call(this, text);
  };

  function listen(socket) {
    socket.probed = true;
    const original = socket.onmessage;
    socket.onmessage = (message) => {
      note(message.data);
      original.call(socket, message);
    };
  }

  function note(data) {
    if (typeof data === "string") return;
    const header = new DataView(data);
    acks.set(header.getUint32(8, true), { ack: header.getUint32(12, true), received: performance.now() });
  }

  /** The page says so in the animation frame that drew it; a message posted there comes after style, layout and paint. */
  function drawn(seq) {
    const frame = acks.get(seq);
    if (!frame || !probe.on) return;
    const now = performance.now();
    const done = [];
    while (sent.length && sent[0].id <= frame.ack) done.push({ ...sent.shift(), received: frame.received, drawn: now });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const painted = performance.now();
      probe.painted.push(painted);
      for (const move of done) probe.moves.push({ ...move, painted });
    };
    port2.postMessage(null);
  }

  const tick = (time) => {
    if (probe.on) probe.frames.push(time);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) if (probe.on) probe.tasks.push(duration);
  }).observe({ type: "longtask" });
})();
