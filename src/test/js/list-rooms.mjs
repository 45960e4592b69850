// The least that shows whether the SDK finds its way to Fishjam.
import { client, report } from './sdk.mjs';

report(
  'rooms',
  (await client.getAllRooms()).map((room) => room.id),
);
