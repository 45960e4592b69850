import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';

/** Asks for the id of a room to transcribe. */
export class StartForm {
  #input = h('input', { name: 'room', required: true, maxlength: '256', autocomplete: 'off', spellcheck: 'false' });
  #button = h('button', { class: 'primary' }, t('rooms.start'));
  #start;

  /** @param {(room: string) => Promise<boolean>} start returns whether the session was started */
  constructor(start) {
    this.#start = start;
    this.element = h(
      'form',
      { id: 'start', hidden: true, onsubmit: (event) => this.#submit(event) },
      h('label', {}, t('rooms.start.label'), ' ', this.#input),
      this.#button,
    );
  }

  async #submit(event) {
    event.preventDefault();
    const room = this.#input.value.trim();
    if (room === '') {
      return;
    }
    this.#button.disabled = true;
    if (await this.#start(room)) {
      this.element.reset();
    }
    this.#button.disabled = false;
  }
}
