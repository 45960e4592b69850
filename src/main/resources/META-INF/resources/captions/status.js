import { secondsText } from './text.js';

/**
 * Describes the state of the captions.
 *
 * @param connection the feed's state
 * @param session the latest session according to the events, or null
 * @param polled the latest response of the session poller, or null
 * @returns {{tone: "good" | "busy" | "bad" | "over", text: string, more: string}}
 */
export function statusOf(connection, session, polled) {
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
  if (polled?.state === 'reconnecting') {
    return { tone: 'bad', text: 'Interrupted', more: 'the service lost its connection to the room and is reconnecting' };
  }
  return { tone: 'good', text: 'Live', more: polled === null ? '' : `${secondsText(polled.lag_ms / 1000)} behind` };
}
