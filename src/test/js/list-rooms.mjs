// Shows whether the SDK reaches Fishjam by the URL that it was given.
import { client, report } from './sdk.mjs';

report(
  'rooms',
  (await client.getAllRooms()).map((room) => room.id),
);
