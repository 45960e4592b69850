import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { dateText, timeText } from './text.js';

/** Prints the whole transcript: earlier captions that the page has not loaded are loaded first. */
export class Printing {
  #captions;
  #history;
  #list;
  #page;
  /** Above the printed lines: the date, and a note if only a part is printed. */
  element = h('p', { class: 'printed' });

  /**
   * @param {{isComplete: () => boolean, load: () => Promise<boolean>}} history the captions from before the page was opened;
   *   `load` loads the rest and returns whether nothing is left
   * @param {CaptionList} list tells the user what happens
   * @param {() => URL} page returns the whole transcript as a page to print
   * @param {boolean} options.isPage whether the page consists of the captions, so that its command to print concerns them
   * @param {AbortSignal} options.removal ends listening
   */
  constructor(captions, history, list, page, { isPage, removal }) {
    this.#captions = captions;
    this.#history = history;
    this.#list = list;
    this.#page = page;
    window.addEventListener('beforeprint', () => this.#describe(), { signal: removal });
    if (isPage) {
      document.addEventListener('keydown', (event) => this.#onKey(event), { signal: removal });
    }
  }

  /** Loads what is missing and opens the browser's dialog. */
  async print() {
    if (!this.#history.isComplete()) {
      this.#list.note(t('print.loading'));
      if (!(await this.#history.load())) {
        const link = h('a', { href: this.#page(), target: '_blank', rel: 'noopener' }, t('format.html'));
        this.#list.note(t('print.failed'), ' ', link);
        return;
      }
      this.#list.note();
    }
    window.print();
  }

  /** The browser's own command cannot wait for captions to be loaded. */
  #onKey(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'p' && !this.#history.isComplete()) {
      event.preventDefault();
      this.print();
    }
  }

  #describe() {
    const times = this.#captions.items.map((item) => item.at).filter((at) => Number.isFinite(at) && at > 0);
    const dates = times.length === 0 ? [] : [...new Set([dateText(times[0]), dateText(times.at(-1))])];
    const part = t('print.part', { time: timeText(times[0]), page: this.#page().href });
    this.element.textContent = [dates.join(' – '), this.#history.isComplete() ? '' : part].filter((text) => text !== '').join('. ');
  }
}
