/** The list of captions. */
export default `
/* The list. */

.list { position: relative; flex: 1; min-block-size: 0; }
.scroller { overflow-anchor: auto; block-size: 100%; overflow-y: auto; overscroll-behavior: contain; scroll-padding-block: 2.5em 1em; padding: 1em 1.25em 2em; position: relative; }
.scroller:focus-visible { outline-offset: -0.2em; }
.rows { max-inline-size: var(--measure); margin-inline: auto; font-size: calc(1em * var(--scale)); }
.empty, .note { max-inline-size: 46em; margin: 22cqi auto 0; color: var(--dim); text-align: center; }
.note { margin-block: 0 1em; font-size: 0.9em; }
.rows > li { content-visibility: auto; contain-intrinsic-block-size: auto 2em; }

.rows .line {
  position: relative;
  display: grid;
  grid-template-columns: 4.4em 1fr;
  padding-block-start: 0.85em;
}
.rows .continued { margin-block-start: -1px; padding-block-start: 0; }
.rows .line time {
  padding-block-start: 0.3em;
  padding-inline-end: 1.2em;
  color: var(--dim);
  font-size: 0.68em;
  font-variant-numeric: tabular-nums;
  text-align: end;
  white-space: nowrap;
}
.rows .line.continued time { padding-block-start: 0.42em; }
.rows .line time a { color: inherit; text-decoration: none; }
.rows .line time a:hover, .rows .line time a:focus-visible { text-decoration: underline; }
/* The other times are shown where the pointer or the focus is. */
.rows .line:not(.timed, :hover, :focus-within) time { opacity: 0; }
.rows .pause {
  grid-column: 1 / -1;
  padding-block: 0.6em 0.9em;
  color: var(--dim);
  font-size: 0.75em;
  text-align: center;
}
.rows .pause::before, .rows .pause::after { margin-inline: 0.7em; color: var(--dim); content: '···' / ''; }
.rows .moment .said { background: var(--raised); outline: 0.12em solid var(--accent); outline-offset: 0.1em; }
.rows .copy {
  position: absolute;
  inset-block-end: 100%;
  inset-inline-end: 0;
  z-index: 1;
  min-block-size: 24px;
  padding: 0.1em 0.7em;
  font-size: 0.7rem;
  translate: 0 60%;
}
.rows > li:is(:hover, :focus-within) { content-visibility: visible; z-index: 1; }
.rows .said { min-inline-size: 0; padding-inline-start: 0.8em; border-inline-start: 0.18em solid var(--voice); }
.rows .speaker { display: flex; align-items: baseline; gap: 0.7em; font-size: 0.8em; line-height: 1.6; }
.rows .continued .speaker { display: none; }
.rows .text { padding-block: 0.06em; line-height: 1.45; overflow-wrap: anywhere; text-wrap: pretty; }
.rows .partial .text { color: var(--dim); }
.rows .unfinished .text { color: var(--dim); font-style: italic; }
.rows .truncated .text::after { content: '…'; color: var(--dim); }
.rows .unfinished .text::after { content: ' ' attr(data-unfinished); font-size: 0.75em; }
:host([data-partials='false']) .partial { display: none; }
.name {
  overflow: hidden;
  color: var(--voice);
  font-weight: 650;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.together { flex: none; color: var(--dim); font-size: 0.85em; }
.unsure { text-decoration: underline dotted 0.09em; text-decoration-color: var(--dim); text-underline-offset: 0.22em; }
:host([data-unsure='false']) .unsure { text-decoration: none; }
.talking {
  position: absolute;
  inset-block-start: 0;
  inset-inline: 0 0.9rem;
  padding-inline: calc(1.25em / var(--scale));
  border-block-end: 1px solid var(--line);
  background: var(--ground);
  font-size: calc(1em * var(--scale));
  pointer-events: none;
}
.talking > span { display: block; max-inline-size: var(--measure); margin-inline: auto; padding-inline-start: 5.4em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.talking .name { font-size: 0.8em; }
.talking time { margin-inline-start: 0.5em; color: var(--dim); font-size: 0.68em; }
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
.gap.paused { border-inline-start-style: dotted; background: var(--raised); color: var(--ink); }
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

:host([concealed]) :is(.rows, .lines, .talking) { visibility: hidden; }
:host([concealed]) .list::before {
  position: absolute;
  inset: 0;
  display: grid;
  place-items: center;
  color: var(--dim);
  content: attr(data-hidden);
}

@container (inline-size < 36rem) {
  .scroller { padding-inline: 0.9em; }
  .rows .line { grid-template-columns: minmax(0, 1fr); }
  .rows .line:not(.timed) time { display: none; }
  .rows .line time { padding: 0; text-align: start; }
  .rows .said { grid-row: 2; grid-column: 1; }
  .rows .line:not(.continued) time { grid-row: 2; grid-column: 1; justify-self: end; line-height: 1.9; }
  .rows .timed .speaker { padding-inline-end: 5em; }
  .talking > span { padding-inline-start: 0.98em; }
}
@media (prefers-reduced-motion: no-preference) {
  .text { transition: color 0.25s; }
}
@media (forced-colors: active) {
  .rows .said { border-color: CanvasText; }
  .rows .partial .text { font-style: italic; }
  .rows .moment .said { outline-color: Highlight; }
  mark { background: Mark; color: MarkText; }
}
.printed { display: none; }
@media print {
  :host {
    --ground: #ffffff !important;
    --raised: #ffffff !important;
    --warn-ground: #ffffff !important;
    --ink: #000000 !important;
    --dim: #000000 !important;
    --warn-ink: #000000 !important;
    --voice: #000000;
    display: block !important;
    block-size: auto !important;
    overflow: visible !important;
    container-type: normal !important;
    color-scheme: light !important;
  }
  .toolbar { padding: 0; border: 0; }
  .room { font-size: 1.6em; white-space: normal; }
  .tools, .jump, .status, .copy, .talking, .note, .partial { display: none !important; }
  .printed { display: block; padding-block-end: 1em; }
  .list, .scroller { block-size: auto !important; overflow: visible; padding: 0; }
  .rows { max-inline-size: none; font-size: 11pt; }
  .rows > li { content-visibility: visible; break-inside: avoid; }
  .rows .name { color: #000000; }
  .rows .moment .said { background: none; outline: 0; }
  .rows .line:not(.continued) time { opacity: 1; }
  mark { background: none; outline: 0; }
  :host([concealed]) :is(.rows, .lines) { visibility: visible; }
  :host([concealed]) .list::before { content: none; }
}
`;
