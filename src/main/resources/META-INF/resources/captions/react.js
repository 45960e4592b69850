import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { CaptionStore, NO_CAPTIONS } from './store.js';

/** The open connections, by service, room and text. */
const stores = new Map();

/**
 * A React hook: the captions of a room, as the snapshots that captions/store.js describes. Components that show the same room
 * share one connection, which is closed with the last of them. Needs React 18 or later.
 *
 * @param {object} options
 * @param {string | URL} options.url of the service
 * @param {string} options.room
 * @param {string | null} [options.token] may change at any time; the captions continue. Null for none
 * @param {(() => Promise<string>) | null} [options.tokenProvider] returns a token that is valid at present. That of the last
 *   rendering is called, whenever a token is needed; `token` is then ignored. Components that have neither leave it to others
 * @param {"engine"} [options.text] for the engine's words as they are, instead of the text for people
 * @returns {{lines: object[], items: object[], session: object | null, status: object, reconnect: () => void}}
 */
export function useCaptions({ url, room, token, tokenProvider, text }) {
  const key = JSON.stringify([String(url).replace(/\/$/, ''), room, text === 'engine']);
  const credentials = useRef({});
  // Runs before the effect that subscribes, so that the connection has its credentials before its first request.
  useEffect(() => {
    credentials.current = { token, tokenProvider };
    authorize(stores.get(key), credentials.current);
  });
  const subscribe = useCallback(
    (listener) => {
      const store = stores.get(key) ?? new CaptionStore({ url: new URL(url, document.baseURI), room, text });
      stores.set(key, store);
      authorize(store, credentials.current);
      const unsubscribe = store.subscribe(listener);
      return () => {
        unsubscribe();
        setTimeout(() => !store.isOpen && stores.get(key) === store && stores.delete(key));
      };
    },
    // The key stands for the address, the room and the text.
    [key],
  );
  const snapshot = useSyncExternalStore(
    subscribe,
    () => stores.get(key)?.snapshot ?? NO_CAPTIONS,
    () => NO_CAPTIONS,
  );
  const reconnect = useCallback(() => stores.get(key)?.reconnect(), [key]);
  return { ...snapshot, reconnect };
}

function authorize(store, { token, tokenProvider }) {
  if (store === undefined || (token === undefined && tokenProvider === undefined)) {
    return;
  }
  store.tokenProvider = tokenProvider;
  if (!tokenProvider) {
    store.token = token;
  }
}
