import { h } from './dom.js';
import { History } from './history.js';
import { t } from './i18n/messages.js';
import { ReadingPosition } from './reading-position.js';

/** Loads stored captions as the reader scrolls, and tells how many are loaded. */
export class HistoryView {
  #history;
  #position;
  #list;
  #captions;
  // Announced, because the reader may wait for it.
  #text = h('span', { role: 'status' });
  #retry = h('button', { type: 'button', onclick: () => this.retry() }, t('history.retry'));
  #all = h('button', { type: 'button', onclick: () => this.loadAll() }, t('history.all'));
  #bar = h('p', { class: 'history', hidden: true }, this.#text, this.#all, this.#retry);
  #loadingAll = null;
  /** The moment to show, in milliseconds, once its page could be loaded; null for none. */
  #wanted = null;

  /**
   * @param {{url: URL, load: (url: URL) => Promise<object>}} source the transcript as JSON, and what returns a page of it or
   *   throws if it cannot be loaded
   * @param {AbortSignal} signal ends it
   */
  constructor(captions, list, { url, load }, signal) {
    this.#captions = captions;
    this.#list = list;
    this.#history = new History({
      url,
      load,
      merge: (page) => this.#position.keep(() => captions.merge(page)),
      isFull: () => captions.isFull,
      onChange: () => this.#changed(),
    });
    list.scroller.prepend(this.#bar);
    this.#position = new ReadingPosition(list.scroller, (nearTop, nearEnd) => this.#onScroll(nearTop, nearEnd), signal);
  }

  /** Loads the last page again, if it could not be loaded, and shows the moment that was to be shown. */
  async retry() {
    const page = await this.#history.retry();
    if (page && this.#wanted !== null) {
      this.#list.showMoment(this.#wanted);
      this.#wanted = null;
    }
  }

  /** Whether the last page could not be loaded. */
  get failed() {
    return this.#history.failed;
  }

  /** Loads the last captions of a session, of the latest without an id. */
  startAtEnd(id) {
    return this.#history.start({ ...(id === undefined ? {} : { session: id }), before: 'end' });
  }

  /** Loads a session from its beginning; returns its first page, null if it cannot be loaded. */
  startAtBeginning(session) {
    this.#list.live = false;
    return this.#history.start(session);
  }

  /** Loads a session from a moment on, in milliseconds, and shows that moment; returns the page. */
  async startAt(session, at) {
    this.#list.live = false;
    const page = await this.#history.start({ ...session, at: new Date(at).toISOString() });
    this.#wanted = page === null ? at : null;
    this.#list.showMoment(at);
    return page;
  }

  /** Shows a moment, in milliseconds, of the session that is shown, for which other captions may have to be loaded. */
  async show(at) {
    const lines = () => this.#captions.items.filter((item) => item.kind === 'line' && Number.isFinite(item.at));
    const history = this.#history;
    while (history.hasOlder && !lines().some((line) => line.at <= at) && (await history.older()) !== null) {
      // One page after the other.
    }
    while (history.hasNewer && !lines().some((line) => line.at >= at) && (await history.newer()) !== null) {
      // One page after the other.
    }
    this.#list.showMoment(at);
  }

  /** Loads what follows, so that nothing is missing before what the stream sends, which the list can follow then. */
  async loadNewer() {
    await this.#history.allNewer();
    this.#list.live = true;
  }

  /** Whether nothing is left to be loaded. */
  get isComplete() {
    return this.#history.complete;
  }

  /** Loads everything that is left, to be searched or printed; returns whether nothing is left. */
  async loadAll() {
    await this.#everything();
    return this.isComplete;
  }

  #everything() {
    this.#loadingAll ??= this.#history.all().finally(() => {
      this.#loadingAll = null;
      this.#changed();
    });
    this.#changed();
    return this.#loadingAll;
  }

  #onScroll(nearTop, nearEnd) {
    if (this.#history.loading || this.#history.failed || this.#loadingAll !== null) {
      return;
    }
    if (nearTop && this.#history.hasOlder) {
      this.#history.older();
    } else if (nearEnd) {
      this.#history.newer();
    }
  }

  #changed() {
    const { loading, failed, hasOlder, hasNewer, loaded } = this.#history;
    const isLoadingAll = this.#loadingAll !== null;
    this.#text.textContent = this.#textOf(isLoadingAll);
    this.#all.hidden = failed || isLoadingAll || !(hasOlder || hasNewer);
    this.#retry.hidden = !failed;
    this.#bar.hidden = !(failed || hasOlder || hasNewer || isLoadingAll || (this.#captions.isFull && loaded > 0));
    if (!loading && !failed) {
      // The list follows its end two frames after the lines are there.
      requestAnimationFrame(() => requestAnimationFrame(() => this.#position.check()));
    }
  }

  #textOf(isLoadingAll) {
    const { failed, loaded: count } = this.#history;
    if (failed) {
      return t('history.failed');
    }
    if (isLoadingAll) {
      return t('history.loading', { count });
    }
    return t(this.#captions.isFull ? 'history.full' : 'history.loaded', { count });
  }
}
