// Three tokens of one peer: the first and two refreshed ones.
import { client, report } from './sdk.mjs';

const room = await client.createRoom();
const { peer, peerToken } = await client.createPeer(room.id);
report('tokens', [
  peerToken,
  await client.refreshPeerToken(room.id, peer.id),
  await client.refreshPeerToken(room.id, peer.id),
]);
