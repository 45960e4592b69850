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

@container (inline-size < 36rem) {
  .toolbar { padding: 0.55em 0.9em; }
  .title { flex-basis: 100%; justify-content: space-between; }
  .tools { inline-size: 100%; flex-wrap: nowrap; }
  .search { flex: 1; min-inline-size: 0; }
  input[type='search'] { inline-size: 100%; }
  summary::after { display: none; }
}
`;
