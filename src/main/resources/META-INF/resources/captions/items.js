/** Items that are kept: more than the captions of a long day. The downloads contain everything. */
const MAX_ITEMS = 20_000;

/** The items of captions in the order of their times, each once, and the listeners for changes of them. */
export class Items {
  #all = [];
  #byKey = new Map();
  #listeners = [];

  /** Oldest first. */
  get all() {
    return this.#all;
  }

  /** Whether the oldest items are removed for new ones. */
  get isFull() {
    return this.#all.length >= MAX_ITEMS;
  }

  /** The time of the newest item that has one; 0 if there is none. */
  get latest() {
    return this.#all.findLast((item) => item.at !== Infinity)?.at ?? 0;
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  get(key) {
    return this.#byKey.get(key);
  }

  /** Inserts an item at the place of its time, unless there is one with its key. */
  insert(item, history) {
    if (this.#byKey.has(item.key)) {
      return;
    }
    let index = this.#all.length;
    while (index > 0 && this.#all[index - 1].at > item.at) {
      index--;
    }
    this.#byKey.set(item.key, item);
    const before = this.#all[index] ?? null;
    this.#all.splice(index, 0, item);
    this.#notify({ type: 'added', item, before, history });
    if (this.#all.length > MAX_ITEMS) {
      this.remove(this.#all[0]);
    }
  }

  remove(item) {
    this.#all.splice(this.#all.indexOf(item), 1);
    this.#byKey.delete(item.key);
    this.#notify({ type: 'removed', item, history: false });
  }

  /** An item has changed; it stays where it is. */
  changed(item, { finalized = false, history = false } = {}) {
    this.#notify({ type: 'changed', item, finalized, history });
  }

  #notify(change) {
    this.#listeners.forEach((listener) => listener(change));
  }
}
