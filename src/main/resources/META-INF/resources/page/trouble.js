import { optional, t } from '../captions/i18n/messages.js';
import { secondsText } from '../captions/text.js';

/** From this delay on, captions are too late to follow a conversation. */
const LAG_MS = 5_000;

const INTERRUPTED = ['resuming', 'reconnecting', 'interrupted'];

/**
 * Returns what is wrong with a running session: {rank, text}. The text is one sentence, empty if nothing is wrong; sessions with
 * a higher rank come first.
 */
export function troubleOf({ state, session_id: session, lag_ms: lag, transcript }) {
  if (INTERRUPTED.includes(state)) {
    return { rank: 3, text: t(`rooms.trouble.${state}`) };
  }
  if (lag >= LAG_MS) {
    return { rank: 2, text: t('rooms.trouble.lag', { lag: secondsText(lag / 1000) }) };
  }
  const stored = transcript?.last_session;
  // Until the session has a stored event, the last stored one is the session before.
  const lost = stored?.session_id === session ? lossText(stored) : '';
  return { rank: lost === '' ? 0 : 1, text: lost };
}

/** Returns what is wrong with a past session, as one sentence; empty if nothing is. */
export function pastTroubleOf(session) {
  if (session.state === 'interrupted') {
    return t('rooms.trouble.interrupted');
  }
  if (session.reason === 'failed') {
    return `${optional('end', session.reason)}.`;
  }
  return lossText(session) || (session.beginning_lost ? t('rooms.trouble.beginning') : '');
}

function lossText({ lost_seconds: seconds = 0 }) {
  return seconds > 0 ? t('rooms.trouble.lost', { length: secondsText(seconds) }) : '';
}
