// Calls that fail, each for a different reason.
import { client, clientWith, errorOf, report } from './sdk.mjs';

const room = await client.createRoom({ maxPeers: 1 });
const { peer } = await client.createPeer(room.id);

report('full room', await errorOf(client.createPeer(room.id)));
report('wrong token', await errorOf(clientWith('wrong-secret').getAllRooms()));
report('peer in unknown room', await errorOf(client.createPeer('none')));
report('agent in unknown room', await errorOf(client.createAgent('none')));
report('not a number', await errorOf(client.createRoom({ maxPeers: 'nan' })));
report('token of unknown peer', await errorOf(client.refreshPeerToken(room.id, 'none')));
report('subscription to unknown peer', await errorOf(client.subscribePeer(room.id, peer.id, 'none')));
