import { h } from './dom.js';
import { t } from './i18n/messages.js';
import { decorated } from './search.js';
import { shownName } from './speaker.js';
import { boundaryText, clockText, gapText, secondsText, timeText, unsureWords } from './text.js';

/** Draws a gap or the start or end of a session. A gap that continues the one before has 0 `seconds` and is not shown. */
export function drawEvent(row, item, seconds) {
  row.hidden = item.kind === 'gap' && seconds === 0;
  row.classList.toggle('paused', item.reason === 'paused' || item.reason === 'not_transcribed');
  row.replaceChildren(
    h('span', {}, item.kind === 'gap' ? gapText({ ...item, seconds }) : boundaryText(item)),
    h('time', {}, timeText(item.at)),
  );
}

/** Draws what a line contains; its text is drawn by {@link drawText}. */
export function drawLine(row, item, address) {
  if (row.firstChild === null) {
    row.append(
      h('time', {}, h('a', { tabindex: '-1' })),
      h(
        'div',
        { class: 'said' },
        h('p', { class: 'speaker' }, h('bdi', { class: 'name' }), h('span', { class: 'together' })),
        h('p', { class: 'text', dir: 'auto', 'data-unfinished': t('list.unfinished') }),
      ),
    );
  }
  row.classList.toggle('partial', item.state === 'partial');
  row.classList.toggle('unfinished', item.state === 'unfinished');
  row.classList.toggle('truncated', item.truncated === true);
  // A screen reader skips text that may still change.
  row.toggleAttribute('aria-hidden', false);
  if (item.state === 'partial') {
    row.setAttribute('aria-hidden', 'true');
  }
  const link = row.querySelector('time a');
  link.textContent = timeText(item.at);
  if (Number.isFinite(item.at)) {
    link.title = t('moment.link', { time: clockText(item.at) });
    Object.assign(link, address(item.at));
  }
  row.querySelector('.name').textContent = shownName(item.speaker, item.peerId);
  if (item.language) {
    row.querySelector('.text').lang = item.language;
  }
}

/** Draws the text of a line, with its unsure words and the matches of a search. */
export function drawText(row, item, wanted) {
  row.querySelector('.text').replaceChildren(...decorated(item.text, wanted, unsureWords(item)));
}

/** Shows where a line stands among the others; see `shownAs`. */
export function place(row, { continued, timed, together, pause }) {
  row.classList.toggle('continued', continued);
  row.classList.toggle('timed', timed);
  row.querySelector('.together').textContent = together ? t('list.together') : '';
  row.querySelector('.pause')?.remove();
  if (pause > 0) {
    row.prepend(h('p', { class: 'pause' }, t('list.pause', { length: secondsText(pause) })));
  }
}
