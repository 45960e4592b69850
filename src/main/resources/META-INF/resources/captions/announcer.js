import { h } from './dom.js';
import { GapSeries } from './grouping.js';
import { t } from './i18n/messages.js';
import { shownName } from './speaker.js';
import { gapText } from './text.js';

const MAX_LINES = 30;

/**
 * A live region that a screen reader announces: each line once, when it is final, and the start of each gap. It leaves
 * out partials and the history; the list contains both.
 */
export class Announcer {
  element = h('div', { class: 'visually-hidden', role: 'log', 'aria-live': 'polite', 'aria-label': t('announcer.label') });

  constructor(captions) {
    const gaps = new GapSeries();
    captions.onChange(({ type, item, finalized, history }) => {
      if (history || type === 'removed') {
        return;
      }
      if (item.kind === 'gap' && type === 'added') {
        if (!gaps.continues(item)) {
          this.#announce(h('p', {}, gapText(item)));
        }
        gaps.add(item);
      } else if (item.kind === 'line' && item.state === 'final' && (type === 'added' || finalized)) {
        const text = h('bdi', { lang: item.language }, item.text);
        this.#announce(h('p', {}, h('bdi', {}, shownName(item.speaker, item.peerId)), ': ', text));
      }
    });
  }

  #announce(line) {
    this.element.append(line);
    if (this.element.childElementCount > MAX_LINES) {
      this.element.firstElementChild.remove();
    }
  }
}
