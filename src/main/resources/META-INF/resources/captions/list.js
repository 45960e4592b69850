import { passageText } from './copy.js';
import { h } from './dom.js';
import { GapSeries, shownAs } from './grouping.js';
import { t } from './i18n/messages.js';
import { LineActions } from './line-actions.js';
import { drawEvent, drawLine, drawText, place } from './row.js';
import { pattern } from './search.js';
import { shownName } from './speaker.js';
import { timeText } from './text.js';

/** The list counts as scrolled to its end within this distance, and then follows new lines. */
const AT_END_PX = 48;
/** The name of a speaker at the upper edge is about this high. */
const NAME_PX = 32;

/**
 * Shows every item in a row and follows new rows unless the user has scrolled up. The browser does not lay out rows out
 * of view (content-visibility), so the length of the list hardly affects its speed.
 */
export class CaptionList {
  #captions;
  #address;
  #rows = new Map();
  #itemOf = new WeakMap();
  /** How each line is shown; see `shownAs`. */
  #shown = new WeakMap();
  #gaps = new GapSeries();
  /** The length that each gap is shown with. */
  #lengths = new WeakMap();
  #list = h('ol', { class: 'rows' });
  #empty = h('p', { class: 'empty' });
  #note = h('p', { class: 'note', role: 'status', hidden: true });
  #speaker = h('p', { class: 'talking', 'aria-hidden': 'true', hidden: true }, h('span', {}, h('bdi', { class: 'name' }), ' ', h('time')));
  #scroller = h('div', { class: 'scroller', role: 'region', 'aria-label': t('list.label'), tabindex: '0' });
  #jump = h('button', { class: 'jump', type: 'button', hidden: true, onclick: () => this.follow() });
  #live = true;
  #following = true;
  #top = 0;
  #unread = 0;
  #frame = 0;
  #search = null;
  #matching = [];
  #current = -1;
  #moment = null;
  #onMatches;

  /**
   * @param {(at: number) => object} address returns the properties of a link to a moment
   * @param {(count: number, current: number) => void} onMatches receives the number of rows that match the search, and
   *   which of them is current, counted from the newest
   */
  constructor(captions, address, onMatches) {
    this.#captions = captions;
    this.#address = address;
    this.#onMatches = onMatches;
    const title = h('h2', { class: 'visually-hidden' }, t('list.label'));
    this.#scroller.append(title, this.#note, this.#empty, this.#list);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.actions = new LineActions(this.#list, (row) => this.#itemOf.get(row));
    const observer = new ResizeObserver(() => this.#keepAtEnd());
    observer.observe(this.#list);
    observer.observe(this.#scroller);
    captions.onChange((change) => this.#apply(change));
    captions.colours.onChange((peerId) => this.#recolour(peerId));
    this.element = h('div', { class: 'list', 'data-hidden': t('list.hidden') }, this.#scroller, this.#speaker, this.#jump);
    this.element.addEventListener('copy', (event) => this.#copy(event));
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

  /** Scrolls to the newest row and follows new rows from then on. */
  follow() {
    this.#following = true;
    this.#keepAtEnd();
    this.#showJump();
  }

  /** Marks every occurrence of a text; an empty text marks nothing. Goes to the newest match. */
  search(text) {
    const before = new Set(this.#matching);
    this.#currentRow()?.classList.remove('current');
    this.#search = pattern(text);
    this.#matching = this.#search === null ? [] : this.#captions.items.filter((item) => this.#matches(item));
    this.#current = this.#matching.length;
    new Set([...before, ...this.#matching]).forEach((item) => this.#drawText(item));
    this.nextMatch(1);
  }

  /** Goes to the next older (1) or newer (-1) match, and wraps around. */
  nextMatch(step) {
    this.#currentRow()?.classList.remove('current');
    const count = this.#matching.length;
    this.#current = count === 0 ? -1 : (this.#current - step + count) % count;
    const row = this.#currentRow();
    if (row !== undefined) {
      row.classList.add('current');
      this.#goTo(row);
    }
    this.#reportMatches();
  }

  /**
   * Marks the line that began at a moment, was being said then, or is the next one, and scrolls to it. Returns whether the
   * list reaches back to that moment.
   *
   * @param {number} at in milliseconds
   */
  showMoment(at) {
    const lines = this.#captions.items.filter((item) => item.kind === 'line' && Number.isFinite(item.at));
    const item =
      lines.find((line) => line.at === at) ??
      lines.find((line) => line.at + 1_000 * ((line.end ?? 0) - (line.start ?? 0)) > at) ??
      lines.at(-1);
    this.#moment?.classList.remove('moment');
    this.#moment?.removeAttribute('aria-current');
    this.#moment = this.#rows.get(item) ?? null;
    if (this.#moment !== null) {
      this.#moment.classList.add('moment');
      this.#moment.setAttribute('aria-current', 'true');
      this.#goTo(this.#moment);
      this.actions.focus(this.#moment);
    }
    return this.#captions.items.some((any) => any.at <= at);
  }

  #goTo(row) {
    this.#following = false;
    row.scrollIntoView({ block: 'center' });
    this.#scrolled();
  }

  #currentRow() {
    return this.#rows.get(this.#matching[this.#current]);
  }

  #reportMatches() {
    this.#onMatches(this.#matching.length, this.#current < 0 ? 0 : this.#matching.length - this.#current);
  }

  #matches(item) {
    return item.kind === 'line' && item.text.search(this.#search) >= 0;
  }

  #apply({ type, item, before, history }) {
    if (type === 'removed') {
      this.#remove(item);
    } else if (type === 'added') {
      const row = h('li', { class: item.kind, 'data-key': item.key });
      this.#rows.set(item, row);
      this.#itemOf.set(row, item);
      this.#list.insertBefore(row, before === null ? null : this.#rows.get(before));
      this.#draw(item, row);
      if (!history && !this.#following && !row.hidden) {
        this.#unread++;
        this.#showJump();
      }
    } else {
      this.#draw(item, this.#rows.get(item));
    }
    if (!this.#empty.hidden && this.#rows.size > 0) {
      // In a low window, as at a zoom of 400 %, the element scrolls, and the bar would hide the captions.
      const { host } = this.element.getRootNode();
      host.scrollTop = host.scrollHeight;
    }
    this.#empty.hidden = this.#rows.size > 0;
    this.#showSpeakerSoon();
  }

  #remove(item) {
    const row = this.#rows.get(item);
    const next = row.nextElementSibling;
    this.#rows.delete(item);
    this.actions.leave(row);
    row.remove();
    if (item.kind === 'gap') {
      this.#drawGaps(this.#gaps.remove(item));
    }
    this.#placeFrom(next);
    this.#removeMatch(item);
  }

  #draw(item, row) {
    if (item.kind === 'line') {
      row.dataset.voice = this.#captions.colours.of(item.peerId);
      drawLine(row, item, this.#address);
      this.#addMatch(item);
      this.#drawText(item);
      if (this.#following || !this.actions.hasStop) {
        this.actions.offer(row);
      }
    } else if (item.kind === 'gap') {
      this.#drawGaps(this.#gaps.add(item));
    } else {
      drawEvent(row, item);
    }
    this.#placeFrom(row);
  }

  #drawGaps(series) {
    for (const { gap, seconds } of series.filter((each) => this.#lengths.get(each.gap) !== each.seconds)) {
      this.#lengths.set(gap, seconds);
      drawEvent(this.#rows.get(gap), gap, seconds);
    }
  }

  #drawText(item) {
    const row = this.#rows.get(item);
    if (row !== undefined) {
      drawText(row, item, this.#search);
    }
  }

  #recolour(peerId) {
    this.#captions.items
      .filter((item) => item.kind === 'line' && item.peerId === peerId && this.#rows.has(item))
      .forEach((item) => (this.#rows.get(item).dataset.voice = this.#captions.colours.of(peerId)));
  }

  /** Shows where a row stands among the others, and those after it for which that changes. */
  #placeFrom(first) {
    for (let row = first; row !== null; row = row.nextElementSibling) {
      const item = this.#itemOf.get(row);
      const previous = row.previousElementSibling;
      const earlier = previous === null ? null : this.#itemOf.get(previous);
      const shown = item.kind === 'line' ? shownAs(item, earlier, this.#shown.get(previous)) : {};
      const changed = JSON.stringify(shown) !== JSON.stringify(this.#shown.get(row));
      this.#shown.set(row, shown);
      if (item.kind === 'line' && changed) {
        place(row, shown);
      }
      if (row !== first && !changed) {
        break;
      }
    }
  }

  #addMatch(item) {
    if (this.#search !== null && this.#matches(item) && !this.#matching.includes(item)) {
      const index = this.#matching.findLastIndex((match) => match.at <= item.at) + 1;
      this.#matching.splice(index, 0, item);
      this.#current += index <= this.#current ? 1 : 0;
      this.#reportMatches();
    }
  }

  #removeMatch(item) {
    const index = this.#matching.indexOf(item);
    if (index >= 0) {
      this.#matching.splice(index, 1);
      this.#current = Math.min(this.#current - (index < this.#current ? 1 : 0), this.#matching.length - 1);
      this.#reportMatches();
    }
  }

  #copy(event) {
    const isField = event.composedPath()[0].matches?.('textarea');
    const text = isField ? null : passageText(this.#list, (row) => this.#itemOf.get(row));
    if (text !== null) {
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    }
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    // Only scrolling up stops following; growth of the list does not.
    this.#following = this.#live && (atEnd || (this.#following && scrollTop >= this.#top));
    this.#top = scrollTop;
    this.#showJump();
    this.#showSpeakerSoon();
  }

  #keepAtEnd() {
    if (this.#following) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
    this.#showSpeakerSoon();
  }

  #showSpeakerSoon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#showSpeaker();
    });
  }

  /** Shows the name of the speaker at the upper edge if it is out of view, as in a long monologue. */
  #showSpeaker() {
    const top = this.#scroller.scrollTop;
    const row = firstEndingAfter(this.#list.children, top + NAME_PX);
    const item = row === undefined ? undefined : this.#itemOf.get(row);
    const isCovered = row?.classList.contains('continued') || row?.offsetTop < top - 4;
    this.#speaker.hidden = item?.kind !== 'line' || !isCovered || top === 0;
    if (!this.#speaker.hidden) {
      this.#speaker.dataset.voice = row.dataset.voice;
      this.#speaker.querySelector('.name').textContent = shownName(item.speaker, item.peerId);
      this.#speaker.querySelector('time').textContent = timeText(item.at);
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

/** Returns the first row that ends below a height; undefined if there is none. Rows that are not shown have no height. */
function firstEndingAfter(rows, top) {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    let shown = middle;
    while (shown > from && rows[shown].offsetHeight === 0) {
      shown--;
    }
    if (rows[shown].offsetTop + rows[shown].offsetHeight > top && rows[shown].offsetHeight > 0) {
      to = shown;
    } else {
      from = middle + 1;
    }
  }
  return rows[from];
}
