import { button, menu } from './controls.js';
import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { ALLOWED } from './settings.js';

const CHOICES = ['size', 'font', 'width', 'contrast', 'theme'];
const SWITCHES = ['partials', 'unsure', 'shortcuts'];

/** The menu of the user's display settings. */
export class Options {
  #controls;

  constructor(settings, fullscreen) {
    this.#controls = [
      ...CHOICES.map((name) => choice(name, settings)),
      ...SWITCHES.map((name) => checkbox(name, settings)),
    ];
    this.element = menu(
      t('options.name'),
      ...this.#controls.map((control) => control.element),
      button(t('options.fullscreen'), fullscreen),
    );
  }

  show() {
    this.#controls.forEach((control) => control.show());
  }
}

function choice(name, settings) {
  const select = h(
    'select',
    { onchange: () => settings.set(name, select.value) },
    ...ALLOWED[name].map((value) => h('option', { value }, t(`options.${name}.${value}`))),
  );
  return {
    element: h('label', { class: 'choice' }, t(`options.${name}`), select),
    show: () => (select.value = settings.get(name)),
  };
}

function checkbox(name, settings) {
  const box = h('input', { type: 'checkbox', onchange: () => settings.set(name, box.checked) });
  return {
    element: h('label', { class: 'switch' }, box, t(`options.${name}`)),
    show: () => (box.checked = settings.get(name)),
  };
}
