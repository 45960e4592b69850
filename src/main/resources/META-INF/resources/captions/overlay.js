import { h } from './dom.js';
import { shownName } from './speaker.js';
import { gapText } from './text.js';

const MAX_LINES = 3;

/** Shows only the last lines, for a second screen or over a video. A line is removed some time after its last change. */
export class CaptionOverlay {
  #captions;
  #clearAfterMs;
  #shown = [];
  #notice = h('p', { class: 'notice', hidden: true });
  // Hidden from screen readers, which announce the lines of the announcer.
  #lines = h('ol', { class: 'lines', 'aria-hidden': 'true' });

  constructor(captions, clearAfterMs) {
    this.#captions = captions;
    this.#clearAfterMs = clearAfterMs;
    captions.onChange((change) => this.#apply(change));
    this.element = h('div', { class: 'overlay' }, this.#lines, this.#notice);
  }

  /** Shows why no captions arrive; an empty text shows nothing. */
  set notice(text) {
    this.#notice.textContent = text;
    this.#notice.hidden = text === '';
  }

  #apply({ type, item, history }) {
    if (history || item.kind === 'boundary') {
      return;
    }
    if (type === 'removed') {
      this.#drop(this.#find(item));
      return;
    }
    const line = this.#find(item) ?? this.#add(item);
    draw(line.row, item);
    line.row.dataset.voice = this.#captions.colours.of(item.peerId);
    clearTimeout(line.timer);
    line.timer = setTimeout(() => this.#drop(line), this.#clearAfterMs);
  }

  #find(item) {
    return this.#shown.find((line) => line.item === item);
  }

  #add(item) {
    const line = { item, row: h('li', { class: item.kind }), timer: 0 };
    this.#shown.push(line);
    this.#lines.append(line.row);
    if (this.#shown.length > MAX_LINES) {
      this.#drop(this.#shown[0]);
    }
    return line;
  }

  #drop(line) {
    if (line !== undefined && this.#shown.includes(line)) {
      clearTimeout(line.timer);
      this.#shown.splice(this.#shown.indexOf(line), 1);
      line.row.remove();
    }
  }
}

function draw(row, item) {
  if (item.kind === 'gap') {
    row.textContent = gapText(item);
    return;
  }
  if (row.firstChild === null) {
    row.append(h('bdi', { class: 'name' }), h('div', { class: 'window' }, h('p', { class: 'text', dir: 'auto' })));
  }
  row.classList.toggle('partial', item.state === 'partial');
  row.classList.toggle('truncated', item.truncated === true);
  row.querySelector('.name').textContent = shownName(item.speaker, item.peerId);
  row.querySelector('.text').textContent = item.text;
}
