/** Subtitles that can be read: what was said, in lines and cues as broadcasters set them. Knows no file format. */
@NullMarked
package dev.roomscribe.transcript.cue;

import org.jspecify.annotations.NullMarked;
