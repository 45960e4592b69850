import { h } from './dom.js';
import { marked, pattern } from './search.js';
import { hue, shownName } from './speaker.js';
import { gapText, markText, timeText } from './words.js';

/** Nearer to the end than this, a reader is at the end, and stays there. */
const AT_END_PX = 48;
/** Less than this two people talk over each other all the time. */
const OVERLAP_SECONDS = 0.5;

/**
 * Everything that was said, one row for each item, followed as it grows unless the reader has scrolled up. Rows that are
 * out of sight are not laid out (content-visibility), so that a day's meeting costs no more than its last minute.
 */
export class CaptionList {
  #captions;
  #rows = new Map();
  #itemOf = new WeakMap();
  #list = h('ol', { class: 'rows' });
  #empty = h('p', { class: 'empty' });
  #note = h('p', { class: 'note', hidden: true });
  #scroller = h('div', { class: 'scroller', role: 'region', 'aria-label': 'Transcript', tabindex: '0' });
  #jump = h('button', { class: 'jump', type: 'button', hidden: true, onclick: () => this.follow() });
  #following = true;
  #top = 0;
  #unread = 0;
  #search = null;
  #hits = [];
  #hit = -1;
  #onHits;

  /** @param {(hits: number, current: number) => void} onHits is told how many rows match the search */
  constructor(captions, onHits) {
    this.#captions = captions;
    this.#onHits = onHits;
    this.#scroller.append(this.#note, this.#empty, this.#list);
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    const grown = new ResizeObserver(() => this.#stay());
    grown.observe(this.#list);
    grown.observe(this.#scroller);
    captions.onChange((change) => this.#apply(change));
    this.element = h('div', { class: 'list' }, this.#scroller, this.#jump);
  }

  /** Says why there is nothing to read; shown as long as that is so. */
  set emptyText(text) {
    this.#empty.textContent = text;
  }

  /** Says something about the whole of the list, above it; an empty text says nothing. */
  note(...content) {
    this.#note.replaceChildren(...content);
    this.#note.hidden = content.length === 0;
  }

  /** Goes to the newest line, and along with it from then on. */
  follow() {
    this.#following = true;
    this.#stay();
    this.#showJump();
  }

  /** Marks a text wherever it was said; an empty one marks nothing. */
  search(text) {
    const before = new Set(this.#hits);
    this.#currentRow()?.classList.remove('current');
    this.#search = pattern(text);
    this.#hits = this.#search === null ? [] : this.#captions.items.filter((item) => this.#matches(item));
    this.#hit = -1;
    new Set([...before, ...this.#hits]).forEach((item) => this.#drawText(item));
    this.#showHit();
    if (this.#hits.length > 0) {
      this.nextHit(-1);
    }
  }

  /** Goes to the next match (1) or the one before (-1), and around. */
  nextHit(step) {
    if (this.#hits.length === 0) {
      return;
    }
    this.#currentRow()?.classList.remove('current');
    const from = this.#hit < 0 && step < 0 ? 0 : this.#hit;
    this.#hit = (from + step + this.#hits.length) % this.#hits.length;
    const row = this.#currentRow();
    row.classList.add('current');
    this.#following = false;
    row.scrollIntoView({ block: 'center' });
    this.#scrolled();
    this.#showHit();
  }

  #currentRow() {
    return this.#rows.get(this.#hits[this.#hit]);
  }

  #showHit() {
    this.#onHits(this.#hits.length, this.#hit + 1);
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
      this.#forgetHit(item);
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
        h('span', {}, item.kind === 'gap' ? gapText(item) : markText(item)),
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
          h('p', { class: 'who' }, h('bdi', { class: 'name' }), h('span', { class: 'together' })),
          h('p', { class: 'text', dir: 'auto' }),
        ),
      );
    }
    row.classList.toggle('partial', item.state === 'partial');
    row.classList.toggle('unsettled', item.state === 'unsettled');
    // What may still change is for the eye: whoever listens hears it once it is settled.
    row.toggleAttribute('aria-hidden', false);
    if (item.state === 'partial') {
      row.setAttribute('aria-hidden', 'true');
    }
    row.querySelector('time').textContent = timeText(item.at);
    row.querySelector('.name').textContent = shownName(item.speaker, item.peerId);
    if (item.language) {
      row.querySelector('.text').lang = item.language;
    }
    if (this.#search !== null && this.#matches(item) && !this.#hits.includes(item)) {
      this.#hits.push(item);
      this.#showHit();
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

  /** Names a speaker once for the lines that follow each other, and says where somebody talks at the same time. */
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
    row.querySelector('.together').textContent = together ? 'at the same time' : '';
  }

  #forgetHit(item) {
    const index = this.#hits.indexOf(item);
    if (index >= 0) {
      this.#hits.splice(index, 1);
      this.#hit = Math.min(this.#hit, this.#hits.length - 1);
      this.#showHit();
    }
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    // Away from the end goes who scrolls up; the list that grows meanwhile leaves nobody behind.
    this.#following = atEnd || (this.#following && scrollTop >= this.#top);
    this.#top = scrollTop;
    this.#showJump();
  }

  #stay() {
    if (this.#following) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  #showJump() {
    if (this.#following) {
      this.#unread = 0;
    }
    this.#jump.hidden = this.#following;
    this.#jump.textContent = this.#unread > 0 ? `Jump to live (${this.#unread} new)` : 'Jump to live';
  }
}

function overlap(before, item) {
  return item.start !== undefined && before.end !== undefined && before.end - item.start > OVERLAP_SECONDS;
}
