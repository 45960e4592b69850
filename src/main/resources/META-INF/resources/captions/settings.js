const KEY = 'roomscribe-captions';

const DEFAULTS = {
  size: 'm',
  font: 'system',
  width: 'm',
  contrast: 'normal',
  theme: 'auto',
  partials: true,
  unsure: true,
  shortcuts: true,
};

/** The values of each setting, sizes and widths in ascending order. */
export const ALLOWED = {
  size: ['xs', 's', 'm', 'l', 'xl'],
  font: ['system', 'serif', 'legible', 'mono'],
  width: ['s', 'm', 'l', 'full'],
  contrast: ['normal', 'high'],
  theme: ['auto', 'light', 'dark'],
  partials: [true, false],
  unsure: [true, false],
  shortcuts: [true, false],
};

/** The user's display settings, stored in this browser only. */
export class Settings {
  #values = { ...DEFAULTS };
  #fixed;
  #onChange = () => {};

  /** @param {object} fixed settings that the page decides, which are neither read from the browser nor stored there */
  constructor(fixed) {
    this.#fixed = valid(fixed);
    Object.assign(this.#values, valid(load()), this.#fixed);
  }

  /** Sets the listener for changes and calls it once with the initial settings. */
  onChange(listener) {
    this.#onChange = listener;
    listener();
  }

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    Object.assign(this.#values, valid({ [name]: value }));
    const stored = Object.fromEntries(Object.entries(this.#values).filter(([key]) => !(key in this.#fixed)));
    try {
      localStorage.setItem(KEY, JSON.stringify(stored));
    } catch {
      // Storage may be disabled; the settings then apply until the page is closed.
    }
    this.#onChange();
  }

  /** Selects the next larger (1) or smaller (-1) size, if there is one. */
  resize(step) {
    const next = ALLOWED.size[ALLOWED.size.indexOf(this.get('size')) + step];
    if (next !== undefined) {
      this.set('size', next);
    }
  }
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function valid(values) {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => ALLOWED[name]?.includes(value)));
}
