import { secondsText } from './words.js';

/**
 * Says how the captions stand.
 *
 * @param connection the feed's state
 * @param session what the events said of the session last, or null
 * @param asked the session as the service described it last, or null
 * @returns {{tone: "good" | "busy" | "bad" | "over", text: string, more: string}}
 */
export function statusOf(connection, session, asked) {
  switch (connection.phase) {
    case 'connecting':
      return { tone: 'busy', text: 'Connecting', more: '' };
    case 'waiting':
      return { tone: 'over', text: 'Waiting', more: 'the room is not being transcribed' };
    case 'reconnecting':
      return { tone: 'bad', text: 'Reconnecting', more: connection.detail ?? 'the connection was lost' };
    case 'refused':
      return { tone: 'bad', text: 'Refused', more: connection.detail ?? '' };
  }
  if (session?.state === 'ended') {
    return { tone: 'over', text: 'Ended', more: '' };
  }
  if (asked?.state === 'reconnecting') {
    return { tone: 'bad', text: 'Interrupted', more: 'the service has lost the room and is going back' };
  }
  return { tone: 'good', text: 'Live', more: asked === null ? '' : `${secondsText(asked.lag_ms / 1000)} behind` };
}
