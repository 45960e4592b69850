import { Feed } from './feed.js';
import { explained } from './feed-state.js';
import { isOtherRoom } from './other-room.js';
import { SharedFeed } from './shared-feed.js';

/**
 * Returns the feed of a room: one that all tabs share if they have the same credential, which is the cookie of a page of the
 * service, or none. Its states have texts, in `detail`.
 *
 * @param {Service} service
 * @param {object} options {silenceMs, onEvent, onState, credentials}, as those of a Feed
 */
export function roomFeed(room, service, options) {
  const signIn = service.url('sign-in');
  const url = service.events;
  const all = {
    ...options,
    url,
    onState: (state) => options.onState(explained(state)),
    isOtherRoom: () => isOtherRoom(signIn, room, options.credentials),
  };
  const canShare = typeof SharedWorker === 'function' && url.origin === location.origin && !options.credentials.inHeader;
  return canShare ? new SharedFeed(all, service.url('captions/shared-feed-worker.js'), { room, signIn }) : new Feed(all);
}
