/** Rules for names that peers choose, by fixed ranges of code points, so that every JDK gives the same result. */
@NullMarked
package dev.roomscribe.unicode;

import org.jspecify.annotations.NullMarked;
