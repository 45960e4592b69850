/** Decodes many streams on a bounded number of threads, and measures the load. */
@NullMarked
package dev.roomscribe.recognition.pool;

import org.jspecify.annotations.NullMarked;
