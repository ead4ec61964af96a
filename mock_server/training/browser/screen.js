// The terminal of the voter's program, which runs on the trainer's computer.
import { FitAddon } from "./addon-fit.mjs";
import { Terminal } from "./xterm.mjs";

const ENDED = 4000;
const ELSEWHERE = 4001;
const PIECE = 16384; // bytes that are sent at once
const PATIENCE = 60; // seconds in which a lost connection is made anew

const terminal = new Terminal({
  fontFamily: 'ui-monospace, "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace',
  fontSize: 16,
  scrollback: 0,
  linkHandler: { activate() {} }, // nothing that is shown is opened
  theme: { background: "#101418", foreground: "#f4f4f4" },
});
const fit = new FitAddon();
const told = document.getElementById("told");
let socket = null;
let lostAt = 0;

terminal.loadAddon(fit);
terminal.open(document.getElementById("terminal"));
// The browser pastes; everywhere else Ctrl+V is a key like others.
terminal.attachCustomKeyEventHandler((event) => !(event.ctrlKey && event.key === "v"));

function connect() {
  socket = new WebSocket(`wss://${location.host}/room/terminal`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    lostAt = 0;
    told.hidden = true;
    terminal.reset();
    fit.fit();
    sendSize();
    terminal.focus();
  };
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") download(JSON.parse(data));
    else terminal.write(new Uint8Array(data));
  };
  socket.onclose = ({ code }) => {
    const body = document.body.dataset;
    if (code === ENDED) tell(body.ended);
    else if (code === ELSEWHERE) tell(body.elsewhere);
    else {
      lostAt ||= Date.now();
      tell(body.lost);
      if (Date.now() - lostAt < PATIENCE * 1000) setTimeout(connect, 1000);
    }
  };
}

function tell(sentence) {
  told.firstElementChild.textContent = sentence;
  told.hidden = false;
  fit.fit();
}

function isOpen() {
  return socket.readyState === WebSocket.OPEN;
}

function sendSize() {
  if (isOpen()) socket.send(JSON.stringify({ columns: terminal.cols, rows: terminal.rows }));
}

function sendKeys(bytes) {
  if (isOpen()) socket.send(bytes);
}

function download({ name, content }) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

terminal.onData((text) => {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += PIECE) sendKeys(bytes.slice(at, at + PIECE));
});
terminal.onBinary((text) => sendKeys(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
terminal.onResize(sendSize);
new ResizeObserver(() => fit.fit()).observe(document.getElementById("terminal"));
connect();
