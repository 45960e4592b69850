/** The types that every part of the Fishjam client uses: addresses, options, errors, rooms, peers and tracks. */
@NullMarked
package dev.roomscribe.fishjam;

import org.jspecify.annotations.NullMarked;
