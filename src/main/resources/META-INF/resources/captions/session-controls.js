import { button, dialog, menu } from './controls.js';
import { copyText } from './clipboard.js';
import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { failureText, successful } from './problem.js';
import { readSignInState } from './sign-in-state.js';

const TIMEOUT_MS = 60_000;

/** Starts, pauses and stops the transcription, and shows the code that embeds it, if the user may do that (`rooms:write`). */
export class SessionControls {
  #room;
  #service;
  #onChanged;
  #start = button(t('session.start'), () => this.#send('POST', 'transcribe'));
  #pause = button(t('session.pause'), () => this.#send('POST', 'transcribe/pause'));
  #resume = button(t('session.resume'), () => this.#send('DELETE', 'transcribe/pause'));
  #stop = button(t('session.stop'), () => this.#confirmStop());
  #problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  #menu;
  #busy = false;
  #asked = false;
  #requests = 0;

  /**
   * @param {{url: (path: string) => URL, fetch: typeof fetch}} service
   * @param {() => void} onChanged is called after a request has changed the session
   */
  constructor(room, service, onChanged) {
    this.#room = room;
    this.#service = service;
    this.#onChanged = onChanged;
    const embed = button(t('embed.name'), () => this.#show(embedDialog(room, service.url(''))));
    this.#menu = menu(t('session.name'), this.#start, this.#pause, this.#resume, this.#stop, embed, this.#problem);
    this.#menu.hidden = true;
    this.element = h('div', { class: 'session' }, this.#menu);
  }

  /** Finds out what the user may do, unless that is known. */
  async readScopes() {
    if (this.#asked) {
      return;
    }
    this.#asked = true;
    const request = ++this.#requests;
    const { scopes } = await readSignInState(this.#service.url('sign-in'), this.#service.fetch).catch(() => ({ scopes: [] }));
    if (request === this.#requests) {
      this.#menu.hidden = !scopes.includes('rooms:write');
    }
  }

  /** The user may be another one. */
  forgetScopes() {
    this.#asked = false;
  }

  /** @param {{state: string, paused: boolean} | null} session the running session, null if there is none */
  show(session) {
    const running = session !== null && session.state !== 'ended';
    this.#start.hidden = running;
    this.#pause.hidden = !running || session.paused;
    this.#resume.hidden = !running || !session.paused;
    this.#stop.hidden = !running;
  }

  #show(element) {
    // The focus returns to where it is now, and the menu closes when it leaves.
    this.#menu.open = false;
    this.#menu.firstElementChild.focus();
    this.element.append(element);
    element.showModal();
  }

  #confirmStop() {
    const stop = button(t('session.stop'), () => {
      element.close();
      this.#send('DELETE', 'transcribe');
    });
    stop.className = 'primary';
    const element = dialog(t('session.stop.title'), t('cancel'), [h('p', {}, t('session.stop.text'))], stop);
    this.#show(element);
  }

  async #send(method, path) {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    this.#menu.setAttribute('aria-busy', 'true');
    this.#tell('');
    try {
      const url = this.#service.url(`rooms/${encodeURIComponent(this.#room)}/${path}`);
      await successful(await this.#service.fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS) }));
      this.#menu.open = false;
      this.#menu.firstElementChild.focus();
      this.#onChanged();
    } catch (failure) {
      this.#tell(failureText(failure));
    }
    this.#busy = false;
    this.#menu.removeAttribute('aria-busy');
  }

  #tell(problem) {
    this.#problem.textContent = problem;
    this.#problem.hidden = problem === '';
    this.#menu.open ||= problem !== '';
  }
}

function embedDialog(room, service) {
  const code = [
    `<script type="module" src="${new URL('captions.js', service)}"></script>`,
    `<roomscribe-captions room="${escaped(room)}"></roomscribe-captions>`,
  ].join('\n');
  const field = h('textarea', { readonly: true, rows: '4', 'aria-label': t('embed.name'), spellcheck: 'false' });
  field.value = code;
  const copied = h('output', {});
  const copy = button(t('embed.copy'), async () => {
    copied.textContent = (await copyText(code, field)) ? t('copy.done') : t('copy.failed');
    copy.focus();
  });
  copy.className = 'primary';
  return dialog(t('embed.name'), t('close'), [h('p', {}, t('embed.text')), field, copied], copy);
}

function escaped(text) {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
