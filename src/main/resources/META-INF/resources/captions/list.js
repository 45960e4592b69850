import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { marked, pattern } from './search.js';
import { hue, shownName } from './speaker.js';
import { boundaryText, gapText, timeText } from './text.js';

/** The list counts as scrolled to its end within this distance, and then follows new lines. */
const AT_END_PX = 48;
/** Shorter overlaps between speakers are normal and not shown. */
const OVERLAP_SECONDS = 0.5;

/**
 * Shows every item in a row and follows new rows unless the user has scrolled up. The browser does not lay out rows out
 * of view (content-visibility), so the length of the list hardly affects its speed.
 */
export class CaptionList {
  #captions;
  #rows = new Map();
  #itemOf = new WeakMap();
  #list = h('ol', { class: 'rows' });
  #empty = h('p', { class: 'empty' });
  #note = h('p', { class: 'note', hidden: true });
  #scroller = h('div', { class: 'scroller', role: 'region', 'aria-label': t('list.label'), tabindex: '0' });
  #jump = h('button', { class: 'jump', type: 'button', hidden: true, onclick: () => this.follow() });
  #live = true;
  #following = true;
  #top = 0;
  #unread = 0;
  #search = null;
  #matching = [];
  #current = -1;
  #onMatches;

  /**
   * @param {(count: number, current: number) => void} onMatches receives the number of rows that match the search, and
   *   which of them is current
   */
  constructor(captions, onMatches) {
    this.#captions = captions;
    this.#onMatches = onMatches;
    this.#scroller.append(this.#note, this.#empty, this.#list);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    const observer = new ResizeObserver(() => this.#keepAtEnd());
    observer.observe(this.#list);
    observer.observe(this.#scroller);
    captions.onChange((change) => this.#apply(change));
    this.element = h('div', { class: 'list', 'data-hidden': t('list.hidden') }, this.#scroller, this.#jump);
  }

  /** The text that is shown while the list is empty. */
  set emptyText(text) {
    this.#empty.textContent = text;
  }

  /** Shows a note above the list; without content, hides it. */
  note(...content) {
    this.#note.replaceChildren(...content);
    this.#note.hidden = content.length === 0;
  }

  /** The element that scrolls the rows. */
  get scroller() {
    return this.#scroller;
  }

  /** Whether new rows can be followed: not while the list does not reach to the newest row. */
  set live(live) {
    this.#live = live;
    this.#following &&= live;
    this.#scrolled();
  }

  /** Shows the first row of a moment or later at the top, and stays there. */
  reveal(at) {
    const item = this.#captions.items.find((row) => row.kind === 'line' && row.at >= at);
    this.#following = false;
    this.#rows.get(item)?.scrollIntoView({ block: 'start' });
    this.#scrolled();
  }

  /** Scrolls to the newest row and follows new rows from then on. */
  follow() {
    this.#following = true;
    this.#keepAtEnd();
    this.#showJump();
  }

  /** Marks every occurrence of a text; an empty text marks nothing. */
  search(text) {
    const before = new Set(this.#matching);
    this.#currentRow()?.classList.remove('current');
    this.#search = pattern(text);
    this.#matching = this.#search === null ? [] : this.#captions.items.filter((item) => this.#matches(item));
    this.#current = -1;
    new Set([...before, ...this.#matching]).forEach((item) => this.#drawText(item));
    this.#reportMatches();
    if (this.#matching.length > 0) {
      this.nextMatch(-1);
    }
  }

  /** Goes to the next (1) or the previous (-1) match, and wraps around. */
  nextMatch(step) {
    if (this.#matching.length === 0) {
      return;
    }
    this.#currentRow()?.classList.remove('current');
    const from = this.#current < 0 && step < 0 ? 0 : this.#current;
    this.#current = (from + step + this.#matching.length) % this.#matching.length;
    const row = this.#currentRow();
    row.classList.add('current');
    this.#following = false;
    row.scrollIntoView({ block: 'center' });
    this.#scrolled();
    this.#reportMatches();
  }

  #currentRow() {
    return this.#rows.get(this.#matching[this.#current]);
  }

  #reportMatches() {
    this.#onMatches(this.#matching.length, this.#current + 1);
  }

  #matches(item) {
    return item.kind === 'line' && item.text.search(this.#search) >= 0;
  }

  #apply({ type, item, before, history }) {
    if (type === 'removed') {
      const row = this.#rows.get(item);
      const next = row.nextElementSibling;
      this.#rows.delete(item);
      row.remove();
      this.#group(next);
      this.#removeMatch(item);
    } else if (type === 'added') {
      const row = h('li', { class: item.kind, 'data-key': item.key });
      this.#rows.set(item, row);
      this.#itemOf.set(row, item);
      this.#list.insertBefore(row, before === null ? null : this.#rows.get(before));
      this.#draw(item, row);
      this.#group(row.nextElementSibling);
      if (!history && !this.#following) {
        this.#unread++;
        this.#showJump();
      }
    } else {
      this.#draw(item, this.#rows.get(item));
      this.#group(this.#rows.get(item).nextElementSibling);
    }
    this.#empty.hidden = this.#rows.size > 0;
  }

  #draw(item, row) {
    if (item.kind !== 'line') {
      row.replaceChildren(
        h('span', {}, item.kind === 'gap' ? gapText(item) : boundaryText(item)),
        h('time', {}, timeText(item.at)),
      );
      return;
    }
    if (row.firstChild === null) {
      row.style.setProperty('--hue', hue(item.peerId));
      row.append(
        h('time'),
        h(
          'div',
          { class: 'said' },
          h('p', { class: 'speaker' }, h('bdi', { class: 'name' }), h('span', { class: 'together' })),
          h('p', { class: 'text', dir: 'auto', 'data-unfinished': t('list.unfinished') }),
        ),
      );
    }
    row.classList.toggle('partial', item.state === 'partial');
    row.classList.toggle('unfinished', item.state === 'unfinished');
    row.classList.toggle('truncated', item.truncated === true);
    row.querySelector('.text').title = item.truncated ? t('list.cut_off') : '';
    // A screen reader skips text that may still change.
    row.toggleAttribute('aria-hidden', false);
    if (item.state === 'partial') {
      row.setAttribute('aria-hidden', 'true');
    }
    row.querySelector('time').textContent = timeText(item.at);
    row.querySelector('.name').textContent = shownName(item.speaker, item.peerId);
    if (item.language) {
      row.querySelector('.text').lang = item.language;
    }
    if (this.#search !== null && this.#matches(item) && !this.#matching.includes(item)) {
      this.#matching.push(item);
      this.#reportMatches();
    }
    this.#drawText(item);
    this.#group(row);
  }

  #drawText(item) {
    const text = this.#rows.get(item)?.querySelector('.text');
    if (text && this.#search !== null) {
      text.replaceChildren(...marked(item.text, this.#search));
    } else if (text) {
      text.textContent = item.text;
    }
  }

  /** Shows the name once for consecutive lines of a speaker, and marks lines that overlap the previous one. */
  #group(row) {
    const item = row === null ? null : this.#itemOf.get(row);
    if (item?.kind !== 'line') {
      return;
    }
    const before = this.#itemOf.get(row.previousElementSibling ?? row);
    const follows = before !== item && before.kind === 'line' && before.sessionId === item.sessionId;
    const sameSpeaker = follows && before.peerId === item.peerId && before.speaker === item.speaker;
    row.classList.toggle('continued', sameSpeaker);
    const together =
      follows && !sameSpeaker && (item.state === 'partial' ? before.state === 'partial' : overlap(before, item));
    row.classList.toggle('timed', !sameSpeaker || timeText(before.at) !== timeText(item.at));
    row.querySelector('.together').textContent = together ? t('list.together') : '';
  }

  #removeMatch(item) {
    const index = this.#matching.indexOf(item);
    if (index >= 0) {
      this.#matching.splice(index, 1);
      this.#current = Math.min(this.#current, this.#matching.length - 1);
      this.#reportMatches();
    }
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    // Only scrolling up stops following; growth of the list does not.
    this.#following = this.#live && (atEnd || (this.#following && scrollTop >= this.#top));
    this.#top = scrollTop;
    this.#showJump();
  }

  #keepAtEnd() {
    if (this.#following) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  #showJump() {
    if (this.#following) {
      this.#unread = 0;
    }
    this.#jump.hidden = this.#following || !this.#live;
    this.#jump.textContent = this.#unread > 0 ? t('list.jump.new', { count: this.#unread }) : t('list.jump');
  }
}

function overlap(before, item) {
  return item.start !== undefined && before.end !== undefined && before.end - item.start > OVERLAP_SECONDS;
}
