import { t } from './i18n/messages.js';
import { secondsText } from './text.js';

/** Recognition is always some tenths of a second behind. */
const MIN_LAG_MS = 1_000;

/**
 * Describes the state of the captions.
 *
 * @param connection the feed's state; `phase` "past" is that of an earlier session, which has no feed
 * @param session the latest session according to the events, or null
 * @returns {{tone: "good" | "busy" | "bad" | "over", text: string, more: string}}
 */
export function statusOf(connection, session) {
  switch (connection.phase) {
    case 'connecting':
      return { tone: 'busy', text: t('status.connecting'), more: '' };
    case 'waiting':
      return { tone: 'over', text: t('status.waiting'), more: t('status.waiting.more') };
    case 'reconnecting':
      return session?.state === 'ended'
        ? { tone: 'bad', text: t('status.reconnecting'), more: connection.detail ?? t('status.reconnecting.more') }
        : { tone: 'bad', text: t('status.interrupted'), more: connection.detail ?? t('status.interrupted.service') };
    case 'denied':
      return { tone: 'bad', text: t('status.denied'), more: connection.detail ?? '' };
    case 'refused':
      return { tone: 'bad', text: t('status.refused'), more: connection.detail ?? '' };
    case 'past':
      return { tone: 'over', text: t('status.past'), more: connection.detail ?? '' };
  }
  switch (session?.state) {
    case 'ended':
      return { tone: 'over', text: t('status.ended'), more: '' };
    case 'reconnecting':
      return { tone: 'bad', text: t('status.interrupted'), more: t('status.interrupted.room') };
    case 'resuming':
    case 'interrupted':
      return { tone: 'bad', text: t('status.interrupted'), more: t('status.interrupted.restart') };
  }
  if (session?.paused) {
    return { tone: 'over', text: t('status.paused'), more: t('status.paused.more') };
  }
  const lag = session?.lagMs ?? 0;
  const more = lag < MIN_LAG_MS ? '' : t('status.live.more', { lag: secondsText(lag / 1000) });
  return { tone: 'good', text: t('status.live'), more };
}
