// A peer from its creation to its deletion.
import { client, errorOf, report } from './sdk.mjs';

const room = await client.createRoom();
const { peer, peerToken } = await client.createPeer(room.id, { metadata: { name: 'Ana', seat: 7 } });
report('created', peer);
report('token', peerToken);
report('read', (await client.getRoom(room.id)).peers);

await client.deletePeer(room.id, peer.id);
report('read after', (await client.getRoom(room.id)).peers);
report('deleted again', await errorOf(client.deletePeer(room.id, peer.id)));
