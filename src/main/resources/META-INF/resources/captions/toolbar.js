import { h } from './dom.js';
import { t } from './i18n/messages.js';

const FORMATS = ['vtt', 'srt', 'txt', 'json', 'jsonl', 'verbose.json', 'html'];

/** The bar above the list: status, search, settings and downloads. */
export class Toolbar {
  // The only part of the status that is announced, because the lag changes all the time.
  #state = h('strong', { role: 'status' });
  #more = h('span', { class: 'more' });
  #status = h('p', { class: 'status' }, this.#state, ' ', this.#more);
  #found = h('output', { class: 'found' });
  #settings;
  #smaller;
  #larger;
  #controls;

  /**
   * @param {Settings} settings
   * @param {(format: string) => URL} fileUrl returns the URL of the transcript in a format
   * @param {{search: Function, nextMatch: Function, fullscreen: Function, save: Function}} actions
   */
  constructor(room, settings, fileUrl, actions) {
    this.#settings = settings;
    this.input = h('input', {
      type: 'search',
      placeholder: t('search.placeholder'),
      'aria-label': t('search.label'),
      title: t('search.title'),
      oninput: () => actions.search(this.input.value),
      onkeydown: (event) => this.#searchKey(event, actions),
    });
    this.#smaller = button('A−', t('size.smaller'), () => settings.resize(-1));
    this.#larger = button('A+', t('size.larger'), () => settings.resize(1));
    this.#controls = [
      this.#choice('contrast', ['normal', 'high']),
      this.#choice('theme', ['auto', 'light', 'dark']),
      this.#checkbox('partials'),
      this.#checkbox('shortcuts'),
    ];
    this.element = h(
      'header',
      { class: 'toolbar' },
      h('div', { class: 'title' }, h('bdi', { class: 'room', title: room }, room), this.#status),
      h(
        'div',
        { class: 'tools' },
        h('div', { class: 'search' }, this.input, this.#found),
        h('div', { class: 'sizes', role: 'group', 'aria-label': t('size.label') }, this.#smaller, this.#larger),
        menu(t('options.name'), ...this.#controls.map((control) => control.element), button(t('options.fullscreen'), '', actions.fullscreen)),
        menu(
          t('save.name'),
          ...FORMATS.map((format) =>
            h(
              'a',
              {
                href: fileUrl(format),
                // The service names the file. It sends HTML to be shown, not saved.
                ...(format === 'html' ? { target: '_blank', rel: 'noopener' } : { download: '' }),
                onclick: (event) => actions.save(event, fileUrl(format), `${room}.${format}`),
              },
              t(`format.${format}`),
              ' ',
              h('small', {}, `.${format}`),
            ),
          ),
        ),
        h('slot', { name: 'tools' }),
      ),
    );
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

  showMatches(count, current) {
    this.#found.textContent = this.input.value.trim() === '' ? '' : t('search.found', { current, count });
  }

  showSettings() {
    this.#smaller.disabled = this.#settings.get('size') === 's';
    this.#larger.disabled = this.#settings.get('size') === 'l';
    this.#controls.forEach((control) => control.show());
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

  #choice(name, options) {
    const select = h(
      'select',
      { onchange: () => this.#settings.set(name, select.value) },
      ...options.map((value) => h('option', { value }, t(`options.${name}.${value}`))),
    );
    return {
      element: h('label', { class: 'choice' }, t(`options.${name}`), select),
      show: () => (select.value = this.#settings.get(name)),
    };
  }

  #checkbox(name) {
    const box = h('input', { type: 'checkbox', onchange: () => this.#settings.set(name, box.checked) });
    return {
      element: h('label', { class: 'switch' }, box, t(`options.${name}`)),
      show: () => (box.checked = this.#settings.get(name)),
    };
  }
}

function button(text, label, onclick) {
  return h('button', { type: 'button', 'aria-label': label || undefined, title: label || undefined, onclick }, text);
}

/** A menu that opens without script. Its button, Escape, and moving the focus elsewhere close it. */
function menu(name, ...content) {
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
