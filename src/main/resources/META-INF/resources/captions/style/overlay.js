/** The last lines over a video. */
export default `
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
`;
