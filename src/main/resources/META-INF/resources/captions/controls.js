import { h } from './dom.js';

/** Returns a button; a label names one whose text is a symbol. */
export function button(text, onclick, label) {
  return h('button', { type: 'button', 'aria-label': label, title: label, onclick }, text);
}

/** A menu that opens without script. Its button, Escape, and moving the focus elsewhere close it. */
export function menu(name, ...content) {
  const details = h(
    'details',
    {
      class: 'menu',
      onkeydown: (event) => {
        if (event.key === 'Escape' && details.open) {
          details.open = false;
          details.firstElementChild.focus();
          event.stopPropagation();
        }
      },
      onfocusout: (event) => {
        if (event.relatedTarget !== null && !details.contains(event.relatedTarget)) {
          details.open = false;
        }
      },
    },
    h('summary', {}, name),
    h('div', { class: 'panel' }, ...content),
  );
  return details;
}

/**
 * A dialog that Escape closes; the focus then returns to where it was.
 *
 * @param {...Node} actions buttons beside the one that closes it
 */
export function dialog(title, close, content, ...actions) {
  const element = h(
    'dialog',
    { 'aria-labelledby': 'dialog-title', onkeydown: (event) => event.stopPropagation(), onclose: () => element.remove() },
    h('h2', { id: 'dialog-title' }, title),
    ...content,
    h('div', { class: 'actions' }, button(close, () => element.close()), ...actions),
  );
  return element;
}
