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

/** Formats the time of day, such as "10:04"; empty for a time that is unknown. */
export function timeText(at) {
  const format = { hour: 'numeric', minute: '2-digit' };
  return Number.isFinite(at) && at > 0 ? new Date(at).toLocaleTimeString(currentLocale(), format) : '';
}

/** Formats a date and a time of day, such as "10 Sept 2026, 10:04". */
export function momentText(at) {
  return new Date(at).toLocaleString(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** Isolates a name, so that a right-to-left name does not reorder the sentence around it. */
function isolated(text) {
  return `\u2068${text}\u2069`;
}
