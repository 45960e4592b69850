const KEY = 'roomscribe-captions';

const DEFAULTS = { size: 'm', contrast: 'normal', theme: 'auto', partials: true, shortcuts: true };

const ALLOWED = {
  size: ['s', 'm', 'l'],
  contrast: ['normal', 'high'],
  theme: ['auto', 'light', 'dark'],
  partials: [true, false],
  shortcuts: [true, false],
};

/** How somebody likes to read: kept in this browser, and nowhere else. */
export class Settings {
  #values = { ...DEFAULTS };
  #fixed;
  #onChange = () => {};

  /** @param {object} fixed what the page has decided, which is neither read from the browser nor kept there */
  constructor(fixed) {
    this.#fixed = valid(fixed);
    Object.assign(this.#values, valid(stored()), this.#fixed);
  }

  /** Has every change told, and how things are to begin with. */
  onChange(listener) {
    this.#onChange = listener;
    listener();
  }

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    Object.assign(this.#values, valid({ [name]: value }));
    const kept = Object.fromEntries(Object.entries(this.#values).filter(([key]) => !(key in this.#fixed)));
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing for us reads well all the same.
    }
    this.#onChange();
  }

  /** Goes one size up (1) or down (-1), as far as there is one. */
  resize(step) {
    const next = ALLOWED.size[ALLOWED.size.indexOf(this.get('size')) + step];
    if (next !== undefined) {
      this.set('size', next);
    }
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function valid(values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => ALLOWED[name]?.includes(value)));
}
