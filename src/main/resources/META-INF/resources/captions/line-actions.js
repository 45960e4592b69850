import { copyText } from './clipboard.js';
import { plainText } from './copy.js';
import { h } from './dom.js';
import { t } from './i18n/messages.js';

/**
 * The link and the copy button of a line. The list is one stop of the Tab key: the time of a line; the arrow keys move between
 * lines. There is one copy button, which is in the line with the pointer or the focus.
 */
export class LineActions {
  #list;
  #itemOf;
  /** The row whose time the Tab key reaches. */
  #stop = null;
  #copy = h('button', { class: 'copy', type: 'button', onclick: () => this.#copyLine() }, t('copy.line'));
  #timer = 0;

  constructor(list, itemOf) {
    this.#list = list;
    this.#itemOf = itemOf;
    list.addEventListener('pointerover', (event) => this.#enter(event.target.closest('li.line')));
    list.addEventListener('pointerleave', () => this.#enter(this.#focused()));
    list.addEventListener('focusin', (event) => this.#enter(event.target.closest('li.line'), true));
    list.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Moves the focus to a line. */
  focus(row) {
    this.#enter(row, true);
    row.querySelector('time a').focus({ preventScroll: true });
  }

  /** Makes the Tab key reach a new line, unless the user is at another one. */
  offer(row) {
    if (!row.classList.contains('partial') && this.#focused() === null) {
      this.#reach(row);
    }
  }

  /** Whether the Tab key reaches a line. */
  get hasStop() {
    return this.#stop !== null;
  }

  #reach(row) {
    const link = row?.querySelector('time a');
    if (link && this.#stop !== row) {
      this.#stop?.querySelector('time a')?.setAttribute('tabindex', '-1');
      link.setAttribute('tabindex', '0');
      this.#stop = row;
    }
  }

  /** A row is about to be removed. */
  leave(row) {
    if (row.contains(this.#copy)) {
      this.#copy.remove();
    }
    if (this.#stop === row) {
      this.#stop = null;
      this.#reach(row.previousElementSibling ?? row.nextElementSibling);
    }
  }

  #focused() {
    return this.#list.getRootNode().activeElement?.closest?.('li.line') ?? null;
  }

  #enter(row, hasFocus = false) {
    if (row === null || row.classList.contains('partial')) {
      return;
    }
    // Moving the button would take the focus from it.
    if (!row.contains(this.#copy) && (hasFocus || this.#list.getRootNode().activeElement !== this.#copy)) {
      this.#copy.textContent = t('copy.line');
      row.append(this.#copy);
    }
    if (hasFocus) {
      this.#reach(row);
    }
  }

  #onKey(event) {
    const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
    const from = event.target.closest('time') === null ? null : event.target.closest('li');
    if (step === undefined || from === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    let row = from[step];
    while (row !== null && (row.hidden || row.matches(':not(.line), .partial'))) {
      row = row[step];
    }
    if (row !== null) {
      this.focus(row);
      row.scrollIntoView({ block: 'nearest' });
    }
  }

  async #copyLine() {
    const item = this.#itemOf(this.#copy.closest('li'));
    const copied = await copyText(plainText([{ item, text: item.text }]), this.#copy);
    this.#copy.textContent = copied ? t('copy.done') : t('copy.failed');
    this.#copy.focus();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#copy.textContent = t('copy.line')), 2_000);
  }
}
