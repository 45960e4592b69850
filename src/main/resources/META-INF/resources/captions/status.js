import { secondsText } from './text.js';

const CONTINUES = 'captions continue by themselves';

/**
 * Describes the state of the captions.
 *
 * @param connection the feed's state
 * @param session the latest session according to the events, or null
 * @param polled the latest response of the session poller, or null if there is none that is newer than `session`
 * @returns {{tone: "good" | "busy" | "bad" | "over", text: string, more: string}}
 */
export function statusOf(connection, session, polled) {
  switch (connection.phase) {
    case 'connecting':
      return { tone: 'busy', text: 'Connecting', more: '' };
    case 'waiting':
      return { tone: 'over', text: 'Waiting', more: 'the room is not being transcribed' };
    case 'reconnecting':
      return session?.state === 'ended'
        ? { tone: 'bad', text: 'Reconnecting', more: connection.detail ?? 'the connection was lost' }
        : { tone: 'bad', text: 'Interrupted', more: connection.detail ?? `${CONTINUES} (no connection to the service)` };
    case 'denied':
      return { tone: 'bad', text: 'No access', more: connection.detail ?? '' };
    case 'refused':
      return { tone: 'bad', text: 'Refused', more: connection.detail ?? '' };
  }
  if (session?.state === 'ended') {
    return { tone: 'over', text: 'Ended', more: '' };
  }
  switch (polled?.state ?? session?.state) {
    case 'reconnecting':
      return { tone: 'bad', text: 'Interrupted', more: `${CONTINUES} (the service lost its connection to the room)` };
    case 'resuming':
    case 'interrupted':
      return { tone: 'bad', text: 'Interrupted', more: `${CONTINUES} (the service was restarted)` };
  }
  if (polled?.paused ?? session?.paused) {
    return { tone: 'over', text: 'Paused', more: 'off the record' };
  }
  return { tone: 'good', text: 'Live', more: polled === null ? '' : `${secondsText(polled.lag_ms / 1000)} behind` };
}
