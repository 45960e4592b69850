/** The engine's text as people read it: capitals, full stops, and nothing that was not said. */
@NullMarked
package dev.roomscribe.transcript.text;

import org.jspecify.annotations.NullMarked;
