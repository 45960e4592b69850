/** Types that all parts of the Fishjam client share: addresses, options, errors, rooms, peers and tracks. */
@NullMarked
package dev.roomscribe.fishjam;

import org.jspecify.annotations.NullMarked;
