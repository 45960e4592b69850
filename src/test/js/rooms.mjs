// A room from its creation to its deletion.
import { client, errorOf, report } from './sdk.mjs';

const room = await client.createRoom({ maxPeers: 10, roomType: 'audio_only' });
report('created', room);
report('read', await client.getRoom(room.id));
report('listed', await client.getAllRooms());

await client.deleteRoom(room.id);
report('listed after', await client.getAllRooms());
report('read after', await errorOf(client.getRoom(room.id)));
report('deleted again', await errorOf(client.deleteRoom(room.id)));
