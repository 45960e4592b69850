import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { signIn } from './session.js';

/** What every credential consists of: a header cannot contain more. */
const CREDENTIAL = /^[\w.~+/=-]+$/;

/** Asks for an API key or a token and signs the user in. */
export class SignInForm {
  #reason = h('p', { class: 'reason' });
  #input = h('input', {
    type: 'password',
    name: 'credential',
    required: true,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    'aria-describedby': 'sign-in-error',
  });
  #button = h('button', { class: 'primary' }, t('signin.button'));
  #error = h('p', { id: 'sign-in-error', class: 'problem', role: 'alert' });
  #onSignedIn;

  /** @param {(state: object) => void} onSignedIn receives what the user may do */
  constructor(onSignedIn) {
    this.#onSignedIn = onSignedIn;
    this.element = h(
      'section',
      { class: 'sign-in', 'aria-labelledby': 'sign-in-title', hidden: true },
      h('h2', { id: 'sign-in-title' }, t('signin.title')),
      this.#reason,
      h(
        'form',
        { onsubmit: (event) => this.#submit(event) },
        h('label', {}, t('signin.label'), ' ', this.#input),
        this.#button,
      ),
      this.#error,
    );
  }

  /** Shows the form and moves the focus to it. */
  show(reason) {
    this.#reason.textContent = reason;
    if (this.element.hidden) {
      this.element.hidden = false;
      this.#input.focus();
    }
  }

  hide() {
    this.element.hidden = true;
    this.#error.textContent = '';
    this.#input.value = '';
  }

  async #submit(event) {
    event.preventDefault();
    this.#error.textContent = '';
    this.#button.disabled = true;
    try {
      const credential = this.#input.value.trim();
      if (!CREDENTIAL.test(credential)) {
        throw new Error(t('signin.malformed'));
      }
      const state = await signIn(credential);
      this.hide();
      this.#onSignedIn(state);
    } catch (failure) {
      this.#error.textContent = failure.message;
      this.#input.select();
      this.#input.focus();
    } finally {
      this.#button.disabled = false;
    }
  }
}
