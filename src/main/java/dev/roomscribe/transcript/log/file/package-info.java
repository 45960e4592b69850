/** Stores logs in append-only files, one directory per room. */
@NullMarked
package dev.roomscribe.transcript.log.file;

import org.jspecify.annotations.NullMarked;
