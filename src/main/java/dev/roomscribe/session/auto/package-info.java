/** Starts a session in every room that has a peer to transcribe. */
@NullMarked
package dev.roomscribe.session.auto;

import org.jspecify.annotations.NullMarked;
