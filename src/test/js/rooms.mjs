// A room from its creation to its end.
import { client, refusalOf, report } from './sdk.mjs';

const room = await client.createRoom({ maxPeers: 10, roomType: 'audio_only' });
report('created', room);
report('read', await client.getRoom(room.id));
report('listed', await client.getAllRooms());

await client.deleteRoom(room.id);
report('listed after', await client.getAllRooms());
report('read after', await refusalOf(client.getRoom(room.id)));
report('deleted again', await refusalOf(client.deleteRoom(room.id)));
