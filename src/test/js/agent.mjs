// An agent of the official SDK that keeps all that it hears.
import { once } from 'node:events';
import { client } from './sdk.mjs';

/** Creates an agent, connects it and listens; a connection that fails or ends too early ends the script. */
export async function listen(roomId, options) {
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
  const heard = [];
  agent.on('trackData', (chunk) => heard.push(chunk));
  // The SDK takes an agent for connected once it has sent the token, before anybody has read it.
  while (!(await isConnected(roomId, peer.id)));

  return {
    peer,
    heard,
    /** Waits until what was heard is as wanted. */
    async until(wanted) {
      while (!wanted()) {
        await once(agent, 'trackData');
      }
    },
    /** Waits for more of a track than was heard before. */
    async hearsMoreOf(trackId) {
      const chunks = () => heard.filter(({ track }) => track.id === trackId).length;
      const enough = chunks() + 5;
      await this.until(() => chunks() >= enough);
    },
    tracks() {
      return [...new Set(heard.map(({ track }) => track.id))];
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
