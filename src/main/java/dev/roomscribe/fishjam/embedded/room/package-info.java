/** The rooms, peers and tracks of an embedded Fishjam. */
@NullMarked
package dev.roomscribe.fishjam.embedded.room;

import org.jspecify.annotations.NullMarked;
