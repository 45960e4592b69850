/** The audio of an embedded Fishjam: recordings and live speech, played into tracks in real time. */
@NullMarked
package dev.roomscribe.fishjam.embedded.media;

import org.jspecify.annotations.NullMarked;
