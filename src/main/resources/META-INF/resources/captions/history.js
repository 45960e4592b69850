/** Lines of a page: enough for several screens, and less than 20 KB on the line. */
const PAGE = 100;
const LARGE_PAGE = 1_000;

/**
 * The stored captions of a session, which are loaded in pages: from its end backwards, or from its beginning or a moment on in
 * both directions. One page is loaded at a time.
 */
export class History {
  #url;
  #load;
  #merge;
  #isFull;
  #onChange;
  /** The addresses of the pages before and after what is loaded; null if there is none. */
  #links = { previous: null, next: null };
  #pending = null;
  #begun = false;
  #retry = null;

  /** The number of lines and gaps that were loaded. */
  loaded = 0;

  /**
   * @param {URL} url of the transcript as JSON
   * @param {(url: URL) => Promise<object>} load returns a page; throws if it cannot be loaded
   * @param {(page: object) => void} merge receives each page
   * @param {() => boolean} isFull tells whether no more can be shown
   * @param {() => void} onChange is called whenever a property has changed
   */
  constructor({ url, load, merge, isFull, onChange }) {
    this.#url = url;
    this.#load = load;
    this.#merge = merge;
    this.#isFull = isFull;
    this.#onChange = onChange;
  }

  /** Whether nothing is left to be loaded. */
  get complete() {
    return this.#begun && !this.loading && !this.failed && !this.hasOlder && !this.hasNewer;
  }

  get loading() {
    return this.#pending !== null;
  }

  /** Whether the last page could not be loaded; retry() tries again. */
  get failed() {
    return this.#retry !== null;
  }

  get hasOlder() {
    return this.#links.previous !== null && !this.#isFull();
  }

  get hasNewer() {
    return this.#links.next !== null;
  }

  /**
   * Loads the first page.
   *
   * @param {object} parameters `session`, and either `before` or `at`; without both, the beginning is loaded
   * @returns {Promise<object | null>} the page; null if it cannot be loaded
   */
  start(parameters) {
    const url = new URL(this.#url);
    Object.entries({ ...parameters, limit: PAGE }).forEach(([name, value]) => url.searchParams.set(name, value));
    return this.#read(url, ['previous', 'next']);
  }

  /** Loads the page before what is loaded, if there is one. */
  older() {
    return this.hasOlder ? this.#read(this.#links.previous, ['previous']) : null;
  }

  /** Loads the page after what is loaded, if there is one. */
  newer() {
    return this.hasNewer ? this.#read(this.#links.next, ['next']) : null;
  }

  /** Loads everything after what is loaded, in large pages. */
  async allNewer() {
    await this.#pending;
    this.#links.next?.searchParams.set('limit', LARGE_PAGE);
    while (this.hasNewer && !this.failed && (await this.newer()) !== null) {
      // One page after the other.
    }
  }

  /** Loads everything that is left, in large pages. */
  async all() {
    await this.#pending;
    await this.retry();
    await this.allNewer();
    this.#links.previous?.searchParams.set('limit', LARGE_PAGE);
    while (this.hasOlder && !this.failed && (await this.older()) !== null) {
      // One page after the other.
    }
  }

  retry() {
    const again = this.#retry;
    this.#retry = null;
    return again?.();
  }

  #read(url, directions) {
    this.#pending ??= this.#page(url, directions).finally(() => {
      this.#pending = null;
      this.#onChange();
    });
    this.#onChange();
    return this.#pending;
  }

  async #page(url, directions) {
    try {
      const page = await this.#load(url);
      this.#retry = null;
      this.#begun = true;
      this.loaded += page.utterances.length + page.gaps.length;
      for (const direction of directions) {
        this.#links[direction] = page[direction] === undefined ? null : new URL(page[direction], url);
      }
      this.#merge(page);
      return page;
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.#retry = () => this.#read(url, directions);
      }
      return null;
    }
  }
}
