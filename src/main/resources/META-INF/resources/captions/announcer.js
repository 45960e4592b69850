import { h } from './dom.js';
import { shownName } from './speaker.js';
import { gapText } from './words.js';

const MOST_LINES = 30;

/**
 * What a screen reader says as it happens: each line once, when it is settled, and what is missing. Partials and what
 * was said before are not for it; the list has them to be read at leisure.
 */
export class Announcer {
  element = h('div', { class: 'unseen', role: 'log', 'aria-live': 'polite', 'aria-label': 'New captions' });

  constructor(captions) {
    captions.onChange(({ type, item, settled, history }) => {
      if (history || type === 'removed') {
        return;
      }
      if (item.kind === 'gap' && type === 'added') {
        this.#say(h('p', {}, gapText(item)));
      } else if (item.kind === 'line' && item.state === 'final' && (type === 'added' || settled)) {
        const text = h('bdi', { lang: item.language }, item.text);
        this.#say(h('p', {}, h('bdi', {}, shownName(item.speaker, item.peerId)), ': ', text));
      }
    });
  }

  #say(line) {
    this.element.append(line);
    if (this.element.childElementCount > MOST_LINES) {
      this.element.firstElementChild.remove();
    }
  }
}
