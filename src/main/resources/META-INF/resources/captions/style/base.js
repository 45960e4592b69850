/** Colours, sizes and what all parts share. */
export default `
:host {
  --ground: var(--captions-ground, light-dark(#ffffff, #14161a));
  --raised: light-dark(#f5f6f8, #1d2026);
  --ink: var(--captions-ink, light-dark(#16181d, #eceef2));
  --dim: light-dark(#5a6270, #a3abba);
  --line: light-dark(#dfe2e7, #32363f);
  --control: light-dark(#868c98, #747b89);
  --accent: var(--captions-accent, light-dark(#1b5fc1, #8ab8ff));
  --on-accent: light-dark(#ffffff, #0d1420);
  --warn-ink: light-dark(#7a4300, #f5c469);
  --warn-ground: light-dark(#fff4e0, #33270f);
  --good: light-dark(#177a42, #57cf8d);
  --bad: light-dark(#b3261e, #ff9a90);
  --found: light-dark(#ffe27a, #6b5600);
  --font: var(--captions-font, system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Roboto, sans-serif);
  --measure: 46em;
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
  font: 400 var(--unit) / 1.5 var(--font);
  text-align: start;
}
:host([data-theme='light']) { color-scheme: light; }
:host([data-theme='dark']) { color-scheme: dark; }
:host([data-size='xs']) { --scale: 0.8; }
:host([data-size='s']) { --scale: 0.95; }
:host([data-size='l']) { --scale: 1.75; }
:host([data-size='xl']) { --scale: 2.5; }
:host([data-font='serif']) { --font: Charter, 'Bitstream Charter', 'Noto Serif', Georgia, serif; }
:host([data-font='legible']) { --font: 'Atkinson Hyperlegible Next', 'Atkinson Hyperlegible', Verdana, 'DejaVu Sans', sans-serif; }
:host([data-font='mono']) { --font: ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
:host([data-width='s']) { --measure: 32em; }
:host([data-width='l']) { --measure: 64em; }
:host([data-width='full']) { --measure: none; }
:host([data-contrast='high']) {
  --ground: light-dark(#ffffff, #000000);
  --raised: light-dark(#ffffff, #000000);
  --ink: light-dark(#000000, #ffffff);
  --dim: light-dark(#2b2f36, #dcdfe6);
  --line: light-dark(#000000, #ffffff);
  --control: light-dark(#000000, #ffffff);
}
@media (prefers-contrast: more) {
  :host {
    --ground: light-dark(#ffffff, #000000);
    --raised: light-dark(#ffffff, #000000);
    --ink: light-dark(#000000, #ffffff);
    --dim: light-dark(#2b2f36, #dcdfe6);
    --line: light-dark(#000000, #ffffff);
    --control: light-dark(#000000, #ffffff);
  }
}
:host([hidden]) { display: none; }

* { box-sizing: border-box; }
[hidden] { display: none !important; }
p, ol, ul, li, h1, h2 { margin: 0; padding: 0; list-style: none; }
:focus-visible { outline: 0.14em solid var(--accent); outline-offset: 0.1em; }

.visually-hidden {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
`;
