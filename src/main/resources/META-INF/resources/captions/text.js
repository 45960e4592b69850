import { currentLocale, optional, t } from './i18n/messages.js';
import { shownName } from './speaker.js';

/** The reasons of `stream.gap` that say what a subscriber has missed; the others say which audio is missing. */
const MISSED_EVENTS = ['expired_id', 'unknown_id', 'slow_subscriber'];

/** A word of the engine that is no speech, such as <unk> or [noise]. */
const TOKEN = /^(?:<.*>|\[.*\])$/s;

/**
 * Returns the text to show for a partial or a final; empty if there is none. Events that an earlier version has stored
 * have no text for people.
 */
export function shownText({ text, transcript }, engineText) {
  if (engineText) {
    return transcript;
  }
  return text ?? (transcript.split(/\s+/).every((word) => word === '' || TOKEN.test(word)) ? '' : transcript);
}

/** Words of less confidence are often wrong. */
const UNSURE = 0.6;

/**
 * Returns the confidence of each word of the shown text; null if that is unknown, or if the text has other words, as in a script
 * without spaces.
 */
export function confidences({ words }, text) {
  const spoken = (words ?? []).filter(({ word }) => !TOKEN.test(word));
  const counted = spoken.length > 0 && spoken.length === text.match(/\S+/g)?.length;
  return counted && spoken.some(({ confidence }) => confidence < UNSURE) ? spoken.map(({ confidence }) => confidence) : null;
}

/** Returns where a line has words that may be wrong, and why: {from, to, reason}. */
export function unsureWords({ text, confidence, truncated }) {
  const words = truncated || confidence ? [...text.matchAll(/\S+/g)] : [];
  return words
    .map((word, i) => {
      const cutOff = truncated && i === words.length - 1;
      const reason = cutOff ? t('list.cut_off') : confidence?.[i] < UNSURE ? t('list.unsure') : null;
      return { from: word.index, to: word.index + word[0].length, reason };
    })
    .filter(({ reason }) => reason !== null);
}

/** Returns a sentence that describes a gap. */
export function gapText({ reason, detail, seconds, speaker, peerId }) {
  if (MISSED_EVENTS.includes(reason)) {
    return t(`gap.${reason}`);
  }
  if (seconds !== null && (reason === 'not_transcribed' || reason === 'paused')) {
    return t(`gap.${reason}`, { length: secondsText(seconds) });
  }
  const values = {
    length: seconds === null ? '' : secondsText(seconds),
    speaker: speaker === null ? '' : isolated(shownName(speaker, peerId)),
    reason: optional('reason', reason) ?? detail ?? reason,
  };
  return t(`gap.${seconds === null ? 'open' : 'missing'}${speaker === null ? '' : '.speaker'}`, values);
}

export function boundaryText({ what, reason, detail }) {
  const text = what === 'started' ? t('boundary.started') : (optional('end', reason) ?? t('boundary.ended'));
  return detail ? `${text}. ${detail}` : text;
}

/** Formats a duration: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function secondsText(seconds) {
  if (seconds < 9.95) {
    return t('time.s', { s: Number(seconds.toFixed(1)) });
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return t('time.s', { s: whole });
  }
  return whole < 3600
    ? t('time.min', { min: Math.floor(whole / 60), s: whole % 60 })
    : t('time.h', { h: Math.floor(whole / 3600), min: Math.floor(whole / 60) % 60 });
}

let formats = { locale: '' };

/** Creating a format takes longer than formatting thousands of times. */
function clock(name, options) {
  if (formats.locale !== currentLocale()) {
    formats = { locale: currentLocale() };
  }
  formats[name] ??= new Intl.DateTimeFormat(formats.locale, { hour: 'numeric', minute: '2-digit', ...options });
  return formats[name];
}

/** Formats the time of day, such as "10:04"; empty for a time that is unknown. */
export function timeText(at) {
  return Number.isFinite(at) && at > 0 ? clock('minutes').format(at) : '';
}

/** Formats the time of day with seconds, such as "10:04:12". */
export function clockText(at) {
  return clock('seconds', { second: '2-digit' }).format(at);
}

/** Formats a date, such as "10 September 2026". */
export function dateText(at) {
  return new Date(at).toLocaleDateString(currentLocale(), { dateStyle: 'long' });
}

/** Formats a date and a time of day, such as "10 Sept 2026, 10:04". */
export function momentText(at) {
  return new Date(at).toLocaleString(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** Isolates a name, so that a right-to-left name does not reorder the sentence around it. */
function isolated(text) {
  return `\u2068${text}\u2069`;
}
