// Calls that are refused, each for another reason.
import { client, clientWith, refusalOf, report } from './sdk.mjs';

const room = await client.createRoom({ maxPeers: 1 });
const { peer } = await client.createPeer(room.id);

report('full room', await refusalOf(client.createPeer(room.id)));
report('wrong token', await refusalOf(clientWith('wrong-secret').getAllRooms()));
report('peer in no room', await refusalOf(client.createPeer('none')));
report('agent in no room', await refusalOf(client.createAgent('none')));
report('not a number', await refusalOf(client.createRoom({ maxPeers: 'nan' })));
report('token of nobody', await refusalOf(client.refreshPeerToken(room.id, 'none')));
report('subscription to nobody', await refusalOf(client.subscribePeer(room.id, peer.id, 'none')));
