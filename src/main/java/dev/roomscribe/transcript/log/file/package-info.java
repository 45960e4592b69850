/** Stores logs in append-only files. */
@NullMarked
package dev.roomscribe.transcript.log.file;

import org.jspecify.annotations.NullMarked;
