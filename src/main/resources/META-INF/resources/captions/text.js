import { shownName } from './speaker.js';

const GAP_REASONS = {
  connection_lost: 'the connection to the room was lost',
  overload: 'recognition was too far behind',
  decoder_failed: 'recognition failed and was restarted',
  too_many_tracks: 'there were too many audio tracks',
  unknown_peer: 'the speaker could not be identified',
  service_crashed: 'the server stopped unexpectedly',
  service_restarted: 'the server was restarted',
  paused: 'the transcription was paused',
  session_ended: 'the transcription ended before this was recognized',
  unaccounted: 'the server made a mistake',
  lost_events: 'the server could not store them',
};

const MISSED_EVENTS = {
  expired_id: 'Earlier captions are no longer kept by the server.',
  unknown_id: 'The server has restarted: earlier captions may be missing here.',
  slow_subscriber: 'This page read too slowly and was disconnected; it reconnects.',
};

const END_REASONS = {
  stopped: 'Transcription was stopped',
  idle: 'Transcription ended: the room was empty',
  max_duration: 'Transcription ended: the maximum duration was reached',
  room_deleted: 'Transcription ended: the room was closed',
  drained: 'Transcription ended: the server is shutting down',
  failed: 'Transcription failed',
};

/** A word of the engine that is no speech, such as <unk> or [noise]. */
const TOKEN = /^(?:<.*>|\[.*\])$/s;

/** What the mark of a line whose end is missing means. */
export const CUT_OFF = 'The speech was cut off here, so the last word may be wrong.';

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
export function gapText(gap) {
  if (MISSED_EVENTS[gap.reason]) {
    return MISSED_EVENTS[gap.reason];
  }
  if (gap.reason === 'not_transcribed' && gap.seconds !== null) {
    return `Not transcribed for ${secondsText(gap.seconds)}`;
  }
  if (gap.reason === 'paused' && gap.seconds !== null) {
    return `Off the record for ${secondsText(gap.seconds)}`;
  }
  const of = gap.speaker === null ? '' : ` of ${isolated(shownName(gap.speaker, gap.peerId))}`;
  const reason = GAP_REASONS[gap.reason] ?? gap.detail ?? gap.reason;
  return gap.seconds === null
    ? `Captions${of} are missing from here: ${reason}`
    : `${secondsText(gap.seconds)}${of} missing: ${reason}`;
}

export function boundaryText(boundary) {
  const what = boundary.what === 'started' ? 'Transcription started' : (END_REASONS[boundary.reason] ?? 'Transcription ended');
  return boundary.detail ? `${what}. ${boundary.detail}` : what;
}

/** Formats a duration: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function secondsText(seconds) {
  if (seconds < 9.95) {
    return `${Number(seconds.toFixed(1))} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

export function timeText(at) {
  return Number.isFinite(at) && at > 0 ? clock.format(at) : '';
}

/** Isolates a name, so that a right-to-left name does not reorder the sentence around it. */
function isolated(text) {
  return `\u2068${text}\u2069`;
}
