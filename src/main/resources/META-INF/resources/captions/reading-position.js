/** More is loaded before the reader gets to the end of what is there. */
const SCREENS_AHEAD = 1.5;

/** Where the reader is in a list that grows at both ends. */
export class ReadingPosition {
  #scroller;
  #onScroll;

  /**
   * @param {HTMLElement} scroller contains the rows in a list
   * @param {(nearTop: boolean, nearEnd: boolean) => void} onScroll is called when the reader is near the top or the end
   */
  constructor(scroller, onScroll, signal) {
    this.#scroller = scroller;
    this.#onScroll = onScroll;
    scroller.addEventListener('scroll', () => this.check(), { passive: true, signal });
  }

  /** Tells whether the reader is near the top or the end. */
  check() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const ahead = SCREENS_AHEAD * clientHeight;
    const nearTop = scrollTop < ahead;
    const nearEnd = scrollHeight - scrollTop - clientHeight < ahead;
    if (nearTop || nearEnd) {
      this.#onScroll(nearTop, nearEnd);
    }
  }

  /** Applies a change above the rows that the reader sees, which stay where they are. */
  keep(change) {
    const scroller = this.#scroller;
    const row = this.#firstVisible();
    const before = row?.getBoundingClientRect().top;
    // A browser that does the same does it only if the list is not scrolled to its very top.
    scroller.style.overflowAnchor = 'none';
    change();
    if (row?.isConnected) {
      scroller.scrollTop += row.getBoundingClientRect().top - before;
    }
    requestAnimationFrame(() => (scroller.style.overflowAnchor = ''));
  }

  #firstVisible() {
    const rows = this.#scroller.querySelectorAll('li');
    const { top } = this.#scroller.getBoundingClientRect();
    let from = 0;
    let to = rows.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return rows[from];
  }
}
