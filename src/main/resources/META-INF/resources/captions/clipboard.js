import { h } from './dom.js';

/**
 * Copies a text. A page without TLS has no clipboard API; there, the text is selected in a field and copied from it.
 *
 * @param {Node} near a node of the tree in which the field is created
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h('textarea', { class: 'visually-hidden', 'aria-hidden': 'true', tabindex: '-1' });
    field.value = text;
    near.after(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
