import { button, menu } from './controls.js';
import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { Options } from './options.js';

const FORMATS = ['vtt', 'srt', 'txt', 'json', 'jsonl', 'verbose.json', 'html'];

/** The bar above the list: status, search, settings, downloads, and what further parts of the page add. */
export class Toolbar {
  // The only part of the status that is announced, because the lag changes all the time.
  #state = h('strong', { role: 'status' });
  #more = h('span', { class: 'more' });
  #status = h('p', { class: 'status' }, this.#state, ' ', this.#more);
  #found = h('output', { class: 'found' });
  #steps;
  #settings;
  #fileUrl;
  #files;
  #smaller;
  #larger;
  #options;

  /**
   * @param {{room: string, level: 1 | 2}} heading
   * @param {Settings} settings
   * @param {(format: string) => URL} fileUrl returns the URL of the transcript in a format
   * @param {{search: Function, nextMatch: Function, fullscreen: Function, save: Function, print: Function}} actions
   * @param {...Node} menus of other parts
   */
  constructor({ room, level }, settings, fileUrl, actions, ...menus) {
    this.#settings = settings;
    this.input = h('input', {
      type: 'search',
      placeholder: t('search.placeholder'),
      'aria-label': t('search.label'),
      title: t('search.title'),
      oninput: () => actions.search(this.input.value),
      onkeydown: (event) => this.#searchKey(event, actions),
    });
    this.#steps = [
      button('↑', () => actions.nextMatch(1), t('search.older')),
      button('↓', () => actions.nextMatch(-1), t('search.newer')),
    ];
    this.#smaller = button('A−', () => settings.resize(-1), t('size.smaller'));
    this.#larger = button('A+', () => settings.resize(1), t('size.larger'));
    this.#options = new Options(settings, actions.fullscreen);
    this.#fileUrl = fileUrl;
    this.#files = FORMATS.map((format) => [format, fileLink(room, format, actions.save)]);
    this.showFiles();
    this.element = h(
      'header',
      { class: 'toolbar' },
      h('div', { class: 'title' }, h(`h${level}`, { class: 'room', title: room }, h('bdi', {}, room)), this.#status),
      h(
        'div',
        { class: 'tools' },
        h('div', { class: 'search', role: 'search' }, this.input, this.#found, ...this.#steps),
        h('div', { class: 'sizes', role: 'group', 'aria-label': t('size.label') }, this.#smaller, this.#larger),
        this.#options.element,
        menu(t('save.name'), ...this.#files.map(([, link]) => link), button(t('print.name'), actions.print)),
        ...menus,
        h('slot', { name: 'tools' }),
      ),
    );
    this.showMatches(0, 0);
  }

  show({ tone, text, more }) {
    // Setting the same text would make a screen reader announce it again.
    if (this.#state.textContent !== text) {
      this.#state.textContent = text;
    }
    this.#status.dataset.tone = tone;
    this.#more.textContent = more;
    this.#more.title = more;
  }

  /** The session that is shown is another one, so the files are. */
  showFiles() {
    this.#files.forEach(([format, link]) => (link.href = this.#fileUrl(format)));
  }

  showMatches(count, current) {
    this.#found.textContent = this.input.value.trim() === '' ? '' : t('search.found', { current, count });
    this.#steps.forEach((step) => (step.hidden = count === 0));
  }

  showSettings() {
    this.#smaller.disabled = this.#settings.get('size') === 'xs';
    this.#larger.disabled = this.#settings.get('size') === 'xl';
    this.#options.show();
  }

  #searchKey(event, actions) {
    if (event.key === 'Enter') {
      actions.nextMatch(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      this.input.value = '';
      actions.search('');
      this.input.blur();
    }
  }
}

function fileLink(room, format, save) {
  return h(
    'a',
    {
      // The service names the file. It sends HTML to be shown, not saved.
      ...(format === 'html' ? { target: '_blank', rel: 'noopener' } : { download: '' }),
      onclick: (event) => save(event, new URL(event.currentTarget.href), `${room}.${format}`),
    },
    t(`format.${format}`),
    ' ',
    h('small', {}, `.${format}`),
  );
}
