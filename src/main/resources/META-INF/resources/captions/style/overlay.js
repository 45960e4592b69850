/** The last lines over a video. All sizes depend on the size of the element. */
export default `
/* The overlay. */

:host([mode='overlay']) {
  container-type: size;
  block-size: 100%;
  /* The height on a page that gives it none. */
  contain-intrinsic-block-size: 9rem;
  background: none;
  color-scheme: dark;
}
.overlay {
  --factor: calc(var(--scale) / 1.2);
  position: relative;
  display: flex;
  flex: 1;
  flex-direction: column;
  justify-content: flex-end;
  align-items: center;
  gap: 0.35em;
  min-block-size: 0;
  overflow: hidden;
  padding: clamp(0.25em, 3.5cqb, 1.2em) clamp(0.3em, 3cqi, 1.2em);
  /* The second bound leaves room for four lines. */
  font-size: min(max(1rem, 2.4cqi) * var(--factor), 14cqb);
  line-height: 1.4;
}
.line-height { position: absolute; visibility: hidden; inline-size: 0; block-size: 1lh; }
.box, .overlay .notice {
  flex: none;
  inline-size: min(34em, 100%);
  border-radius: 0.35em;
  background: rgb(10 11 14 / 0.82);
}
.box { padding: 0.35em 0.8em; color: #ffffff; }
:host([mode='overlay'][data-contrast='high']) :is(.box, .notice) { background: #000000; }

.turn .name { display: block; font-size: 0.75em; line-height: 1lh; text-align: match-parent; }
/* The newest words are at the end, so what does not fit is above the first visible line. */
.turn .window {
  display: flex;
  flex-direction: column;
  justify-content: flex-end;
  max-block-size: calc(var(--most) * 1lh);
  overflow: clip;
}
.turn p { flex: none; overflow-wrap: anywhere; }
.turn .text { unicode-bidi: plaintext; }
.turn .partial { color: #d3d7df; }
.turn .truncated::after { content: '…'; }
.beside .turn { display: grid; grid-template-columns: minmax(0, min(25%, 7em)) 1fr; gap: 0.6em; }
:host([data-partials='false']) .turn:not(:has(.text:not(.partial))) { display: none; }

/* A notice has as many lines as there is room for above the box. Its border covers the next line. */
.overlay .notice {
  display: -webkit-box;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: var(--notice-lines);
  inline-size: min(34em / 0.75, 100%);
  margin: 0;
  border: 0 solid transparent;
  border-block-width: 0.3em;
  padding-inline: 0.8em;
  color: #f5c469;
  font-size: 0.75em;
  font-weight: 550;
  overflow: hidden;
  overflow-wrap: anywhere;
}
@media (forced-colors: active) {
  .box, .overlay .notice { border-color: Canvas; outline: 1px solid CanvasText; outline-offset: -1px; background: Canvas; }
  .turn .partial { font-style: italic; }
}
`;
