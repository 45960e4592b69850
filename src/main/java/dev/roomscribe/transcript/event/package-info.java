/** The caption events and their JSON form. */
@NullMarked
package dev.roomscribe.transcript.event;

import org.jspecify.annotations.NullMarked;
