import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { failureText } from '../captions/problem.js';
import { shownName } from '../captions/speaker.js';
import { moment } from './format.js';
import { load, sessionPath } from './request.js';

/** Searches the transcripts of all rooms. The words are in the address of the page, so that "back" shows the results again. */
export class TranscriptSearch {
  #input = h('input', { type: 'search', name: 'q', required: true, maxlength: '200', autocomplete: 'off' });
  #list = h('ol', { 'aria-labelledby': 'found-title' });
  #note = h('p', { class: 'empty', role: 'status' });
  #more = h('button', { class: 'more', type: 'button', hidden: true, onclick: () => this.#loadMore() });
  #onToggle;
  #text = '';
  #next;
  /** The number of the latest search: the response of an earlier one is ignored. */
  #search = 0;

  /** @param {(isSearching: boolean) => void} onToggle is called when results are shown, or no longer */
  constructor(onToggle) {
    this.#onToggle = onToggle;
    this.form = h(
      'form',
      { id: 'search', role: 'search', hidden: true, onsubmit: (event) => this.#submit(event) },
      h('label', {}, t('rooms.search.label'), ' ', this.#input),
      h('button', {}, t('search.placeholder')),
    );
    this.element = h(
      'section',
      { class: 'found', 'aria-labelledby': 'found-title', hidden: true },
      h(
        'div',
        { class: 'head' },
        h('h2', { id: 'found-title' }, t('rooms.found')),
        h('button', { type: 'button', onclick: () => this.close() }, t('rooms.search.close')),
      ),
      this.#note,
      this.#list,
      this.#more,
    );
  }

  /** Shows the results of the search in the address of the page, if it contains one. */
  restore() {
    const text = new URLSearchParams(location.search).get('q');
    if (text) {
      this.#input.value = text;
      this.#start(text);
    }
  }

  close() {
    this.#search++;
    this.#input.value = '';
    this.#remember(null);
    this.element.hidden = true;
    this.#onToggle(false);
    this.#input.focus();
  }

  /** Removes the results of another user. */
  clear() {
    this.#search++;
    this.#list.replaceChildren();
    this.element.hidden = true;
    this.#onToggle(false);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#input.value.trim();
    if (text !== '') {
      this.#remember(text);
      this.#start(text);
    }
  }

  async #start(text) {
    this.#list.replaceChildren();
    this.#note.textContent = '';
    this.#more.hidden = true;
    this.element.hidden = false;
    this.#onToggle(true);
    this.#next = `search?${new URLSearchParams({ q: text })}`;
    this.#text = text;
    await this.#loadMore();
  }

  async #loadMore() {
    const search = ++this.#search;
    const hadFocus = document.activeElement === this.#more;
    this.#more.disabled = true;
    try {
      const { hits, next } = await load(this.#next);
      if (search === this.#search) {
        const added = hits.map(result);
        this.#list.append(...added);
        this.#next = next;
        this.#more.textContent = t('rooms.more');
        this.#more.hidden = next === undefined;
        this.#note.textContent = this.#summary();
        if (hadFocus) {
          added[0]?.querySelector('a').focus();
        }
      }
    } catch (failure) {
      if (search === this.#search) {
        this.#note.textContent = t('rooms.search.failed', { reason: failureText(failure) });
        this.#more.textContent = t('history.retry');
        this.#more.hidden = false;
      }
    } finally {
      this.#more.disabled = false;
    }
  }

  #summary() {
    const count = this.#list.childElementCount;
    if (count === 0) {
      return t('rooms.search.none', { text: this.#text });
    }
    return t(`rooms.search.shown${this.#next === undefined ? '' : '.latest'}`, { count });
  }

  #remember(text) {
    const url = new URL(location.href);
    url.searchParams.delete('q');
    if (text !== null) {
      url.searchParams.set('q', text);
    }
    history.replaceState(history.state, '', url);
  }
}

/** A hit links to the moment of its session. */
function result(hit) {
  const { room_id: room, session_id: session, started_at: at } = hit;
  return h(
    'li',
    { class: 'hit' },
    h('a', { href: `${sessionPath(room, session)}#t=${at}`, dir: 'auto' }, ...marked(hit)),
    h(
      'p',
      { class: 'dim' },
      h('bdi', {}, shownName(hit.speaker, hit.peer_id)),
      ' · ',
      h('bdi', {}, room),
      ' · ',
      moment(at),
    ),
  );
}

/** Returns the passage with its matches marked. */
function marked({ passage, matches }) {
  const nodes = [];
  let end = 0;
  for (const { from, to } of matches) {
    nodes.push(passage.slice(end, from), h('mark', {}, passage.slice(from, to)));
    end = to;
  }
  return [...nodes, passage.slice(end)];
}
