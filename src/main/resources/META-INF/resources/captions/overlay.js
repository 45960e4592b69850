import { h } from './dom.js';
import { CaptionTurn } from './overlay-turn.js';
import { gapText } from './text.js';

/** The box is never higher than this number of lines, those with names included. */
const MAX_ROWS = 6;

/** Turns that are kept; those that do not fit into the box are hidden. */
const MAX_TURNS = 4;

/** Lines of the latest words of each turn, by the number of simultaneous speakers. */
const LINES = [3, 2, 1];

/** Time for which the end of a turn stays while others speak. */
const READ_MS = 2_000;

/** Time without a change after which a turn that is being read gives up its place, if more people speak than fit. */
const YIELD_MS = 1_500;

/**
 * Shows only the last lines, for a second screen or over a video: a box at the bottom of the element that is as wide as
 * the element permits and does not move. The newest words are in its last lines, and older ones disappear at its top. A turn
 * is removed some time after its last change.
 */
export class CaptionOverlay {
  #colours;
  #clearAfterMs;
  /** Oldest first. */
  #turns = [];
  #rows = MAX_ROWS;
  #lineHeight = 1;
  #height = 0;
  #notice = h('p', { class: 'notice', hidden: true });
  #gap = h('p', { class: 'notice missing', hidden: true });
  #gapTimer = 0;
  // Hidden from screen readers, which announce the lines of the announcer.
  #list = h('ol', { class: 'lines', 'aria-hidden': 'true' });
  #box = h('div', { class: 'box', hidden: true }, this.#list);
  #line = h('span', { class: 'line-height' });

  constructor(captions, clearAfterMs) {
    this.#colours = captions.colours;
    this.#clearAfterMs = clearAfterMs;
    captions.onChange((change) => this.#apply(change));
    this.element = h('div', { class: 'overlay' }, this.#line, this.#notice, this.#gap, this.#box);
    const resized = new ResizeObserver(() => this.#fit());
    resized.observe(this.element);
    resized.observe(this.#line);
  }

  /** Shows why no captions arrive; an empty text shows nothing. */
  set notice(text) {
    this.#notice.textContent = text;
    this.#arrange();
  }

  #apply({ type, item, history }) {
    if (history || item.kind === 'boundary') {
      return;
    }
    if (item.kind === 'gap') {
      this.#showGap(type === 'removed' ? '' : gapText(item));
      return;
    }
    const turn = this.#turns.find((each) => each.has(item));
    if (type === 'removed') {
      turn?.remove(item);
      if (turn?.isEmpty) {
        this.#drop(turn);
      }
    } else {
      this.#show(item, turn);
    }
    this.#arrange();
  }

  #show(item, current) {
    const turn = current ?? this.#continued(item) ?? this.#begin(item);
    turn?.show(item);
    turn?.after(this.#clearAfterMs, () => {
      this.#drop(turn);
      this.#arrange();
    });
  }

  /** Returns the turn that a new line continues: the last one, or an earlier one of the same peer that is still open. */
  #continued(item) {
    const turn = this.#turns.findLast((each) => each.peerId === item.peerId);
    return this.#turns.slice(this.#turns.indexOf(turn) + 1).every((later) => later.isOpen) ? turn : undefined;
  }

  /** Returns a new turn; undefined if more people speak than fit, and all of them have just been heard. */
  #begin(item) {
    const live = this.#live();
    if (live.length >= this.#maxLive) {
      const ended = live.find((turn) => !turn.isOpen);
      const quietest = ended ?? live.reduce((quiet, turn) => (turn.changedAt < quiet.changedAt ? turn : quiet));
      if (ended === undefined && item.state === 'partial' && Date.now() - quietest.changedAt < YIELD_MS) {
        return undefined;
      }
      this.#drop(quietest);
    }
    const turn = new CaptionTurn(item, this.#colours);
    this.#turns.push(turn);
    this.#list.append(turn.element);
    if (this.#turns.length > MAX_TURNS) {
      this.#drop(this.#turns.find((each) => !each.isOpen) ?? this.#turns[0]);
    }
    return turn;
  }

  #drop(turn) {
    if (this.#turns.includes(turn)) {
      turn.close();
      this.#turns.splice(this.#turns.indexOf(turn), 1);
    }
  }

  get #maxLive() {
    return Math.min(LINES.length, this.#rows);
  }

  /**
   * Returns the turns that must be visible: from the first whose words may still change, or that has just ended while others
   * spoke, to the last.
   */
  #live() {
    const isLive = (turn, i) => turn.isOpen || (isRecent(turn) && this.#turns.slice(i + 1).some((each) => each.beganAt < turn.changedAt));
    return this.#turns.slice(this.#turns.findIndex(isLive));
  }

  /** Shares the lines of the box among the turns, so that the newest words of each person who is speaking are visible. */
  #arrange() {
    this.#box.hidden = this.#turns.length === 0;
    const live = this.#live().slice(-this.#maxLive);
    const ended = live.slice(0, -1).filter((turn) => !turn.isOpen);
    const speaking = live.length - ended.length;
    // Without a line for the name, it is beside the words.
    const beside = Math.floor((this.#rows - 2 * ended.length) / speaking) < 2;
    const nameRows = beside ? 0 : 1;
    const share = Math.floor((this.#rows - (1 + nameRows) * ended.length) / speaking);
    const most = Math.max(1, Math.min(share - nameRows, LINES[speaking - 1]));
    this.#list.classList.toggle('beside', beside);
    let free = this.#rows;
    for (const turn of this.#turns.toReversed()) {
      const isLive = live.includes(turn);
      const lines = isLive ? (ended.includes(turn) ? 1 : most) : Math.min(free - nameRows, LINES[0]);
      turn.limit(lines);
      free = isLive || lines > 0 ? free - Math.round(turn.element.offsetHeight / this.#lineHeight) : 0;
    }
    this.#arrangeNotices();
  }

  /** Notices have the room above the box, if there is enough for a line. */
  #arrangeNotices() {
    const notices = [this.#notice, this.#gap].filter((notice) => notice.textContent !== '');
    const room = (this.#height - this.#box.offsetHeight) / this.#lineHeight / Math.max(1, notices.length);
    // The letters of a notice are smaller; its borders and the distance to the box are as high as 0.6 lines.
    const lines = Math.floor((room - 0.6) / 0.75);
    this.element.style.setProperty('--notice-lines', lines);
    [this.#notice, this.#gap].forEach((notice) => (notice.hidden = lines < 1 || !notices.includes(notice)));
  }

  /** Counts the lines that the element has room for. */
  #fit() {
    this.#lineHeight = this.#line.getBoundingClientRect().height;
    if (this.#lineHeight > 0) {
      const { paddingBlockStart, paddingBlockEnd } = getComputedStyle(this.element);
      this.#height = this.element.clientHeight - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd);
      // The padding of the box is as high as half a line.
      this.#rows = Math.min(MAX_ROWS, Math.max(1, Math.floor(this.#height / this.#lineHeight - 0.5)));
      this.#arrange();
    }
  }

  #showGap(text) {
    this.#gap.textContent = text;
    this.#arrange();
    clearTimeout(this.#gapTimer);
    this.#gapTimer = setTimeout(() => {
      this.#gap.textContent = '';
      this.#arrange();
    }, this.#clearAfterMs);
  }
}

function isRecent(turn) {
  return Date.now() - turn.changedAt < READ_MS;
}
