/**
 * The style sheet of the captions element. It is constructed here and not linked, so that it applies from the start and
 * works under a content security policy, also the embedding page's, that allows no inline styles.
 *
 * A page may set --captions-font, --captions-ground, --captions-ink and --captions-accent on the element.
 */
const style = `
:host {
  --ground: var(--captions-ground, light-dark(#ffffff, #14161a));
  --raised: light-dark(#f5f6f8, #1d2026);
  --ink: var(--captions-ink, light-dark(#16181d, #eceef2));
  --dim: light-dark(#5a6270, #a3abba);
  --line: light-dark(#dfe2e7, #32363f);
  --accent: var(--captions-accent, light-dark(#1b5fc1, #8ab8ff));
  --on-accent: light-dark(#ffffff, #0d1420);
  --warn-ink: light-dark(#7a4300, #f5c469);
  --warn-ground: light-dark(#fff4e0, #33270f);
  --good: light-dark(#177a42, #57cf8d);
  --bad: light-dark(#b3261e, #ff9a90);
  --found: light-dark(#ffe27a, #6b5600);
  --unit: clamp(1rem, 0.93rem + 0.28vw, 1.9rem);
  --scale: 1.2;
  color-scheme: light dark;
  display: flex;
  flex-direction: column;
  block-size: 28rem;
  container-type: inline-size;
  overflow: hidden;
  background: var(--ground);
  color: var(--ink);
  font: 400 var(--unit) / 1.5 var(--captions-font, system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Roboto, sans-serif);
  text-align: start;
}
:host([data-theme='light']) { color-scheme: light; }
:host([data-theme='dark']) { color-scheme: dark; }
:host([data-size='s']) { --scale: 0.95; }
:host([data-size='l']) { --scale: 1.75; }
:host([data-contrast='high']) {
  --ground: light-dark(#ffffff, #000000);
  --raised: light-dark(#ffffff, #000000);
  --ink: light-dark(#000000, #ffffff);
  --dim: light-dark(#2b2f36, #dcdfe6);
  --line: light-dark(#000000, #ffffff);
}
@media (prefers-contrast: more) {
  :host {
    --ground: light-dark(#ffffff, #000000);
    --raised: light-dark(#ffffff, #000000);
    --ink: light-dark(#000000, #ffffff);
    --dim: light-dark(#2b2f36, #dcdfe6);
    --line: light-dark(#000000, #ffffff);
  }
}
:host([hidden]) { display: none; }

* { box-sizing: border-box; }
[hidden] { display: none !important; }
p, ol, li { margin: 0; padding: 0; list-style: none; }
:focus-visible { outline: 0.14em solid var(--accent); outline-offset: 0.1em; }

.visually-hidden {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

/* The bar above the list. */

.toolbar {
  position: relative;
  z-index: 1;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0.5em 1.5em;
  padding: 0.6em 1.25em;
  border-block-end: 1px solid var(--line);
  background: var(--ground);
  font-size: 0.875em;
}
.title { display: flex; flex: 1 1 12em; align-items: baseline; gap: 0.9em; min-inline-size: 0; }
.room { flex: 0 1 auto; min-inline-size: 4em; overflow: hidden; font-size: 1.15em; font-weight: 650; text-overflow: ellipsis; white-space: nowrap; }
.status { display: flex; align-items: baseline; gap: 0.45em; min-inline-size: 0; color: var(--dim); }
.status strong { color: var(--ink); font-weight: 600; white-space: nowrap; }
.status .more { overflow: hidden; font-variant-numeric: tabular-nums; text-overflow: ellipsis; white-space: nowrap; }
.status::before {
  flex: none;
  align-self: center;
  inline-size: 0.6em;
  block-size: 0.6em;
  border-radius: 50%;
  background: var(--dim);
  content: '';
}
.status[data-tone='good']::before { background: var(--good); }
.status[data-tone='bad']::before { background: var(--bad); }
.status[data-tone='bad'] strong { color: var(--bad); }
.status[data-tone='over']::before { border: 0.14em solid var(--dim); background: none; }
.tools { display: flex; flex: 0 1 auto; flex-wrap: wrap; align-items: center; gap: 0.5em; }
.search { position: relative; display: flex; align-items: center; }
.found { position: absolute; inset-inline-end: 2.6em; color: var(--dim); font-size: 0.85em; pointer-events: none; }

input, select, button, summary, .panel a {
  min-block-size: 2.3em;
  padding: 0.2em 0.75em;
  border: 1px solid var(--line);
  border-radius: 0.45em;
  background: var(--ground);
  color: inherit;
  font: inherit;
}
input[type='search'] { inline-size: 15em; max-inline-size: 100%; }
input::placeholder { color: var(--dim); opacity: 1; }
input[type='checkbox'] { inline-size: 1.15em; min-block-size: 1.15em; accent-color: var(--accent); }
button, summary { cursor: pointer; white-space: nowrap; }
button:hover:enabled, summary:hover, .panel a:hover { background: var(--raised); }
button:disabled { color: var(--dim); cursor: default; opacity: 0.6; }
.sizes { display: flex; }
.sizes button:first-child { border-start-end-radius: 0; border-end-end-radius: 0; }
.sizes button:last-child { margin-inline-start: -1px; border-start-start-radius: 0; border-end-start-radius: 0; }
summary { display: flex; align-items: center; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { margin-inline-start: 0.5em; color: var(--dim); content: '▾' / ''; }
.menu { position: relative; }
.panel {
  position: absolute;
  inset-block-start: calc(100% + 0.35em);
  inset-inline-end: 0;
  display: grid;
  gap: 0.7em;
  min-inline-size: 14em;
  padding: 0.9em;
  border: 1px solid var(--line);
  border-radius: 0.6em;
  background: var(--ground);
  box-shadow: 0 0.5em 2em rgb(0 0 0 / 0.18);
}
.panel a { display: flex; align-items: center; justify-content: space-between; color: inherit; text-decoration: none; }
.panel small { color: var(--dim); font-size: 0.9em; }
.choice { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 1em; }
.switch { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 0.6em; inline-size: 17em; max-inline-size: 100%; }

/* The list. */

.list { position: relative; flex: 1; min-block-size: 0; }
.scroller { overflow-anchor: auto; block-size: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 1em 1.25em 2em; }
.scroller:focus-visible { outline-offset: -0.2em; }
.rows { max-inline-size: 46em; margin-inline: auto; font-size: calc(1em * var(--scale)); }
.empty, .note { max-inline-size: 46em; margin: 22cqi auto 0; color: var(--dim); text-align: center; }
.note { margin-block: 0 1em; font-size: 0.9em; }
.rows > li { content-visibility: auto; contain-intrinsic-block-size: auto 2em; }

.rows .line {
  --voice: light-dark(oklch(0.47 0.13 var(--hue)), oklch(0.8 0.1 var(--hue)));
  display: grid;
  grid-template-columns: 4.4em 1fr;
  padding-block-start: 0.85em;
}
.rows .continued { margin-block-start: -1px; padding-block-start: 0; }
.rows .line time {
  visibility: hidden;
  padding-block-start: 0.42em;
  padding-inline-end: 1.2em;
  color: var(--dim);
  font-size: 0.68em;
  font-variant-numeric: tabular-nums;
  text-align: end;
  white-space: nowrap;
}
.rows .timed time { visibility: visible; }
.rows .line:not(.continued) time { padding-block-start: 0.3em; }
.rows .said { min-inline-size: 0; padding-inline-start: 0.8em; border-inline-start: 0.18em solid var(--voice); }
.rows .speaker { display: flex; align-items: baseline; gap: 0.7em; font-size: 0.8em; line-height: 1.6; }
.rows .continued .speaker { display: none; }
.rows .text { padding-block: 0.06em; line-height: 1.45; overflow-wrap: anywhere; text-wrap: pretty; }
.rows .partial .text { color: var(--dim); }
.rows .unfinished .text { color: var(--dim); font-style: italic; }
.rows .truncated .text::after { content: '…'; color: var(--dim); }
.rows .unfinished .text::after { content: ' (not finished)'; font-size: 0.75em; }
:host([data-partials='false']) .partial { display: none; }
.name {
  overflow: hidden;
  color: var(--voice);
  font-weight: 650;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.together { flex: none; color: var(--dim); font-size: 0.85em; }
mark { border-radius: 0.15em; background: var(--found); color: inherit; }
.current mark { outline: 0.12em solid var(--accent); }

.gap, .boundary {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 0.9em;
  margin-block: 0.9em 0.2em;
  font-size: 0.78em;
  line-height: 1.4;
}
.boundary { color: var(--dim); }
.boundary::before, .boundary::after { flex: 1; border-block-start: 1px solid var(--line); content: ''; }
.gap {
  justify-content: space-between;
  padding: 0.55em 1em;
  border-inline-start: 0.25em solid currentcolor;
  border-radius: 0.3em;
  background: var(--warn-ground);
  color: var(--warn-ink);
  font-weight: 550;
  overflow-wrap: anywhere;
}
.gap time, .boundary time { flex: none; font-size: 0.87em; font-variant-numeric: tabular-nums; font-weight: 400; }

.jump {
  position: absolute;
  inset-block-end: 1.1em;
  inset-inline: 0;
  inline-size: fit-content;
  margin-inline: auto;
  padding-inline: 1.2em;
  border-color: transparent;
  border-radius: 2em;
  background: var(--accent);
  box-shadow: 0 0.3em 1.2em rgb(0 0 0 / 0.25);
  color: var(--on-accent);
  font-weight: 600;
}
.jump:hover:enabled { background: var(--accent); filter: brightness(1.1); }

:host([concealed]) .rows, :host([concealed]) .lines { visibility: hidden; }
:host([concealed]) .list::before {
  position: absolute;
  inset: 0;
  display: grid;
  place-items: center;
  color: var(--dim);
  content: 'Captions are hidden. Press c to show them.';
}

@container (inline-size < 36rem) {
  .toolbar { padding: 0.55em 0.9em; }
  .title { flex-basis: 100%; justify-content: space-between; }
  .tools { inline-size: 100%; flex-wrap: nowrap; }
  .search { flex: 1; min-inline-size: 0; }
  input[type='search'] { inline-size: 100%; }
  .scroller { padding-inline: 0.9em; }
  summary::after { display: none; }
  .rows .line { grid-template-columns: 1fr; }
  .rows .line time { display: none; }
}

/* The overlay. */

:host([mode='overlay']) { justify-content: flex-end; block-size: 100%; background: none; color-scheme: dark; }
.overlay {
  display: grid;
  justify-items: center;
  overflow: hidden;
  gap: 0.35em;
  padding: 1.2em;
  font-size: calc(1.35em * var(--scale));
}
.lines { display: grid; justify-items: center; gap: 0.35em; inline-size: 100%; min-inline-size: 0; }
.lines > li, .notice {
  --voice: oklch(0.84 0.1 var(--hue));
  max-inline-size: min(42em, 100%);
  min-inline-size: 0;
  padding: 0.2em 0.75em 0.35em;
  border-radius: 0.35em;
  background: rgb(10 11 14 / 0.82);
  color: #ffffff;
  line-height: 1.35;
}
:host([mode='overlay'][data-contrast='high']) .lines > li { background: #000000; }
.lines .name { display: block; text-align: match-parent; font-size: 0.68em; line-height: 1.5; }
.lines .text { overflow-wrap: anywhere; }
.lines .window { display: flex; flex-direction: column; justify-content: flex-end; max-block-size: 2.7em; overflow: hidden; }
.lines .partial .text { color: #d3d7df; }
.lines .truncated .text::after { content: '…'; }
.lines > .gap, .notice { margin: 0; border: 0; color: #f5c469; font-size: 0.68em; }

@media (prefers-reduced-motion: no-preference) {
  .text { transition: color 0.25s; }
}
@media (forced-colors: active) {
  .rows .said { border-color: CanvasText; }
  .rows .partial .text { font-style: italic; }
}
@media print {
  :host { display: block; block-size: auto; overflow: visible; container-type: normal; }
  .tools, .jump { display: none; }
  .list, .scroller { block-size: auto; overflow: visible; }
  .rows > li { content-visibility: visible; }
}
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
