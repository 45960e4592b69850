import { shownName } from './speaker.js';

const WHY = {
  connection_lost: 'the connection to the room was lost',
  overload: 'recognition was too far behind',
  decoder_failed: 'recognition failed and was restarted',
  unknown_peer: 'nobody could say who was talking',
};

const MISSED = {
  expired_id: 'Earlier captions are no longer kept by the server.',
  unknown_id: 'The server has started anew: captions from before it may be missing here.',
  slow_subscriber: 'This page read too slowly and was cut off; it catches up.',
};

const ENDED = {
  stopped: 'Transcription was stopped',
  idle: 'Transcription ended: nobody was left to hear',
  max_duration: 'Transcription ended: it has lasted as long as it may',
  room_deleted: 'Transcription ended: the room was closed',
  drained: 'Transcription ended: the server is shutting down',
  failed: 'Transcription failed',
};

/** Says in one sentence what is missing. */
export function gapText(gap) {
  if (MISSED[gap.reason]) {
    return MISSED[gap.reason];
  }
  const whose = gap.speaker === null ? '' : ` of ${isolated(shownName(gap.speaker, gap.peerId))}`;
  const why = WHY[gap.reason] ?? gap.detail ?? gap.reason;
  return gap.seconds === null
    ? `Captions${whose} are missing from here: ${why}`
    : `${secondsText(gap.seconds)}${whose} missing: ${why}`;
}

export function markText(mark) {
  const what = mark.what === 'started' ? 'Transcription started' : (ENDED[mark.reason] ?? 'Transcription ended');
  return mark.detail ? `${what}. ${mark.detail}` : what;
}

/** Says a duration: "0.4 s", "12 s", "3 min 5 s". */
export function secondsText(seconds) {
  if (seconds < 9.95) {
    return `${Number(seconds.toFixed(1))} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

export function timeText(at) {
  return Number.isFinite(at) && at > 0 ? clock.format(at) : '';
}

/** A name inside a sentence must not turn the sentence around. */
function isolated(text) {
  return `\u2068${text}\u2069`;
}
