import { h } from './dom.js';
import { shownName } from './speaker.js';

/** Length in characters after which the next utterance begins a paragraph, so that earlier ones can be removed. */
const PARAGRAPH_LENGTH = 200;

/** More than are ever visible. */
const MAX_PARAGRAPHS = 3;

/** What one person says in the overlay until another person speaks: the name once, and the latest words. */
export class CaptionTurn {
  #colours;
  #name = h('bdi', { class: 'name' });
  #text = h('div', { class: 'window' });
  #utterances = new Map();
  #open = new Set();
  #timer = 0;

  /**
   * @param {object} item the first line of the turn
   * @param {SpeakerColours} colours
   */
  constructor({ peerId }, colours) {
    this.peerId = peerId;
    this.beganAt = Date.now();
    this.changedAt = this.beganAt;
    this.element = h('li', { class: 'turn' }, this.#name, this.#text);
    this.#colours = colours;
  }

  has(item) {
    return this.#utterances.has(item);
  }

  get isEmpty() {
    return this.#utterances.size === 0;
  }

  /** Whether its words may still change. */
  get isOpen() {
    return this.#open.size > 0;
  }

  /** Shows the present text of one of its lines, or of a new one. */
  show(item) {
    const words = this.#utterances.get(item) ?? this.#add(item);
    this.#open[item.state === 'partial' ? 'add' : 'delete'](item);
    words.classList.toggle('partial', item.state === 'partial');
    words.classList.toggle('truncated', item.truncated === true);
    words.textContent = item.text;
    this.#name.textContent = shownName(item.speaker, item.peerId);
    this.element.dataset.voice = this.#colours.of(this.peerId);
    this.changedAt = Date.now();
  }

  remove(item) {
    this.#utterances.get(item).remove();
    this.#utterances.delete(item);
    this.#open.delete(item);
  }

  /** Calls back some time after the last change, and not for the changes before. */
  after(ms, callback) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(callback, ms);
  }

  /** @param {number} lines of its latest words that are visible; the turn is hidden without any */
  limit(lines) {
    this.element.hidden = lines < 1;
    this.element.style.setProperty('--most', lines);
  }

  close() {
    clearTimeout(this.#timer);
    this.element.remove();
  }

  #add(item) {
    const words = h('span', { class: 'text' });
    let paragraph = this.#text.lastElementChild;
    if (paragraph === null || paragraph.textContent.length > PARAGRAPH_LENGTH) {
      paragraph = h('p', { dir: 'auto' });
      this.#text.append(paragraph);
      if (this.#text.childElementCount > MAX_PARAGRAPHS) {
        this.#text.firstElementChild.remove();
      }
    }
    paragraph.append(words, ' ');
    this.#utterances.set(item, words);
    return words;
  }
}
