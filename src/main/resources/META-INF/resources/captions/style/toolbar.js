/** The bar above the list, its controls and menus. */
export default `
/* The bar above the list. */

.toolbar {
  position: relative;
  z-index: 1;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0.5em 1em;
  padding: 0.6em 1.25em;
  border-block-end: 1px solid var(--line);
  background: var(--ground);
  font-size: 0.875em;
}
.title { display: flex; flex: 1 1 15em; align-items: baseline; gap: 0.9em; min-inline-size: 0; }
.room { margin: 0; flex: 0 1 auto; min-inline-size: 4em; overflow: hidden; font-size: 1.15em; font-weight: 650; text-overflow: ellipsis; white-space: nowrap; }
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
.status[data-tone='bad']::before { border-radius: 0.1em; background: var(--bad); }
.status[data-tone='bad'] strong { color: var(--bad); }
.status[data-tone='over']::before { border: 0.14em solid var(--dim); background: none; }
.tools { display: flex; flex: 0 1 auto; flex-wrap: wrap; align-items: center; gap: 0.4em; }
.search { display: flex; align-items: center; gap: 0.35em; }
.search button { min-inline-size: 2.3em; padding-inline: 0.4em; }
.found { color: var(--dim); font-size: 0.85em; white-space: nowrap; }
.found:empty { display: none; }
.session { display: contents; }

input, select, textarea, button, summary, .panel a {
  min-block-size: 2.3em;
  padding: 0.2em 0.75em;
  border: 1px solid var(--control);
  border-radius: 0.45em;
  background: var(--ground);
  color: inherit;
  font: inherit;
}
input[type='search'] { inline-size: 10em; max-inline-size: 100%; }
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
.panel > button { text-align: start; }
.panel .problem, .hint { max-inline-size: 20em; color: var(--bad); }
.hint { color: var(--dim); }
.hint:empty { display: none; }
.talk { display: grid; gap: 0.7em; min-inline-size: 15em; max-block-size: 60vh; overflow-y: auto; }
.talk li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 1em; font-variant-numeric: tabular-nums; }
.bar { grid-column: 1 / -1; block-size: 0.35em; border-radius: 0.2em; background: var(--line); overflow: hidden; }
.bar::after { display: block; block-size: 100%; inline-size: calc(100% * var(--part)); background: var(--voice); content: ''; }
[aria-busy='true'] .panel button { cursor: progress; opacity: 0.6; }

dialog { inline-size: min(34rem, calc(100% - 2rem)); padding: 1.4em; border: 1px solid var(--control); border-radius: 0.7em; background: var(--ground); color: var(--ink); }
dialog::backdrop { background: rgb(0 0 0 / 0.45); }
dialog h2 { margin: 0 0 0.5em; font-size: 1.15em; }
dialog p { margin-block-end: 1em; }
dialog textarea { inline-size: 100%; font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: 0.9em; }
dialog .actions { display: flex; flex-wrap: wrap; justify-content: end; gap: 0.6em; margin-block-start: 1em; }
button.primary { border-color: transparent; background: var(--accent); color: var(--on-accent); font-weight: 600; }
button.primary:hover:enabled { background: var(--accent); filter: brightness(1.1); }

.panel small { color: var(--dim); font-size: 0.9em; }
.choice { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 1em; }
.switch { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: 0.6em; inline-size: 17em; max-inline-size: 100%; }

/* Fingers, and narrow or low windows: the same window at a zoom of 400 %. */

@media (pointer: coarse) {
  .toolbar :is(input, select, button, summary), .panel a, .jump, dialog button { min-block-size: 44px; min-inline-size: 44px; }
  .switch { min-block-size: 44px; }
  .toolbar input[type='checkbox'] { min-inline-size: 1.4em; min-block-size: 1.4em; }
}
@container (inline-size < 44rem) {
  .toolbar { padding: 0.55em 0.9em; }
  .title { flex-basis: 100%; justify-content: space-between; }
  .tools { inline-size: 100%; }
  .search { flex: 1 1 100%; min-inline-size: 0; }
  input[type='search'] { flex: 1; inline-size: 6em; min-inline-size: 0; }
}
@container (inline-size < 36rem) {
  .toolbar :is(input, select, button, summary), .panel a, .jump { min-block-size: 44px; }
  .sizes { display: none; }
  .title { flex-wrap: wrap; gap: 0 0.9em; }
  .menu { position: static; }
  .panel { inset-inline: 0.9em; max-block-size: 70vh; overflow-y: auto; }
  .tools { gap: 0.3em; }
  summary { padding-inline: 0.45em; }
  summary::after { display: none; }
}
@media (max-height: 26rem) {
  :host(:not([mode='overlay'])) { overflow-y: auto; }
  .toolbar { position: relative; }
  :host .list { flex: none; block-size: 100%; min-block-size: 100%; }
}
@media (forced-colors: active) {
  .status::before { forced-color-adjust: none; background: CanvasText; }
  .status[data-tone='good']::before { background: Highlight; }
  .status[data-tone='bad']::before { background: CanvasText; }
  .status[data-tone='over']::before { border-color: CanvasText; background: none; }
  .bar { border: 1px solid CanvasText; }
  .bar::after { forced-color-adjust: none; background: CanvasText; }
}
`;
