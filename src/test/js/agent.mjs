// An agent of the official SDK that records the audio it receives.
import { once } from 'node:events';
import { client } from './sdk.mjs';

/** Creates and connects an agent; the script fails if its connection fails or ends before leave(). */
export async function connectAgent(roomId, options) {
  let leaving = false;
  const { agent, peer } = await client.createAgent(roomId, options, {
    onError: (event) => {
      throw new Error(`the agent's socket failed: ${event.message}`);
    },
    onClose: (code, reason) => {
      if (!leaving) {
        throw new Error(`the agent's socket was closed: ${code} ${reason}`);
      }
    },
  });
  const received = [];
  agent.on('trackData', (chunk) => received.push(chunk));
  // The SDK reports an agent as connected as soon as it has sent the token, before the server has checked it.
  while (!(await isConnected(roomId, peer.id)));

  return {
    peer,
    received,
    /** Waits until a condition holds; checks it after every chunk. */
    async until(condition) {
      while (!condition()) {
        await once(agent, 'trackData');
      }
    },
    /** Waits for five more chunks of a track. */
    async untilMoreOf(trackId) {
      const chunks = () => received.filter(({ track }) => track.id === trackId).length;
      const enough = chunks() + 5;
      await this.until(() => chunks() >= enough);
    },
    tracks() {
      return [...new Set(received.map(({ track }) => track.id))];
    },
    leave() {
      leaving = true;
      agent.disconnect();
    },
  };
}

async function isConnected(roomId, peerId) {
  const { peers } = await client.getRoom(roomId);
  return peers.find(({ id }) => id === peerId).status === 'connected';
}
