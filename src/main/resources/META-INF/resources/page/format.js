import { h } from '../captions/dom.js';
import { currentLocale, t } from '../captions/i18n/messages.js';
import { shownName } from '../captions/speaker.js';
import { secondsText } from '../captions/text.js';

/** The number of names that a row shows. */
const NAMES = 3;

/** Formats the length of a session: "35 s", "42 min", "1 h 12 min". */
export function lengthText(seconds) {
  if (seconds < 59.5) {
    return secondsText(Math.round(seconds));
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? t('time.minutes', { min: minutes })
    : t('time.h', { h: Math.floor(minutes / 60), min: minutes % 60 });
}

/** Formats a moment: "10:04" today, otherwise with its date. */
export function momentText(at) {
  return isToday(at) ? clockText(at) : dateText(at);
}

/** Formats the date and the time of day, such as "10 Sep, 10:04"; with the year if it is another one. */
export function dateText(at) {
  const date = new Date(at);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  return date.toLocaleString(currentLocale(), { year, month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
}

function clockText(at) {
  return new Date(at).toLocaleTimeString(currentLocale(), { timeStyle: 'short' });
}

function isToday(at) {
  return new Date(at).toDateString() === new Date().toDateString();
}

/** Returns an element that says when something was. */
export function moment(at) {
  return h('time', { datetime: at }, dateText(at));
}

/** Returns the nodes of a list of people: "Ana, Bob and 3 more". */
export function peopleNodes(names, total = names.length) {
  const shown = names.slice(0, NAMES);
  const more = total - shown.length;
  return [
    ...shown.flatMap((name, index) => [index > 0 ? ', ' : '', h('bdi', {}, name)]),
    ...(more > 0 ? [' ', t('rooms.people.more', { count: more })] : []),
  ];
}

/**
 * Returns the names of a session's speakers with the time that each of them has talked, longest first. A person that has left and
 * joined again is one.
 */
export function talkTimes({ speakers = [] }) {
  const times = new Map();
  for (const { name, peer_id: peerId, talk_seconds: seconds } of speakers) {
    const shown = shownName(name, peerId);
    times.set(shown, (times.get(shown) ?? 0) + seconds);
  }
  return [...times].sort(([, left], [, right]) => right - left);
}

/** Sets the text of an element if it is another one, so that a selection stays and nothing is announced again. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Replaces the content of an element if its text is another one. */
export function setNodes(element, nodes) {
  const content = h('div', {}, ...nodes);
  if (element.textContent !== content.textContent) {
    element.replaceChildren(...content.childNodes);
  }
}
