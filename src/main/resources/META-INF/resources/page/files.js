import { h } from '../captions/dom.js';
import { t } from '../captions/i18n/messages.js';
import { roomPath } from './request.js';

const FORMATS = ['vtt', 'srt', 'txt', 'json', 'jsonl'];

/**
 * A button that shows and hides the links to a transcript's files.
 *
 * @param {string | undefined} session the id of a stored session; the latest one without it
 * @param {...Node} others further links
 */
export function filesMenu(room, session, ...others) {
  const query = session === undefined ? '' : `?${new URLSearchParams({ session })}`;
  const url = (format) => `${roomPath(room, `transcript.${format}`)}${query}`;
  const links = h(
    'div',
    { class: 'links', hidden: true },
    ...others,
    ...FORMATS.map((format) => h('a', { href: url(format), download: '' }, t(`format.${format}`))),
    h('a', { href: url('html'), target: '_blank', rel: 'noopener' }, t('format.html')),
  );
  const button = roomButton('files', t('rooms.files'), room, () => {
    links.hidden = !links.hidden;
    button.setAttribute('aria-expanded', String(!links.hidden));
  });
  button.setAttribute('aria-expanded', 'false');
  return { button, links };
}

/** A button of a row. Its name contains the room, as a list has many buttons with the same text. */
export function roomButton(name, text, room, onclick) {
  return h('button', { class: name, type: 'button', 'aria-label': `${text}: ${room}`, onclick }, text);
}
