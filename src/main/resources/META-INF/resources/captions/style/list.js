/** The list of captions. */
export default `
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
  content: attr(data-hidden);
}

@container (inline-size < 36rem) {
  .scroller { padding-inline: 0.9em; }
  .rows .line { grid-template-columns: 1fr; }
  .rows .line time { display: none; }
}
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
