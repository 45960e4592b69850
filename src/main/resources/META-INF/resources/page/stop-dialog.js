import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';

/** Asks before a session is stopped. */
export class StopDialog {
  #question = h('p', { id: 'stop-question' });
  element = h(
    'dialog',
    { id: 'stop', 'aria-labelledby': 'stop-question' },
    this.#question,
    h(
      'form',
      { method: 'dialog' },
      h('button', { value: '' }, t('rooms.cancel')),
      h('button', { class: 'primary', value: 'stop' }, t('rooms.stop')),
    ),
  );

  /** @param {() => void} onConfirmed is called if the user chooses to stop */
  ask(room, onConfirmed) {
    // The isolates keep a room id from reordering the sentence around it.
    this.#question.textContent = t('rooms.stop.question', { room: `\u2068${room}\u2069` });
    this.element.returnValue = '';
    this.element.onclose = () => this.element.returnValue === 'stop' && onConfirmed();
    this.element.showModal();
  }
}
