/** Single HTTP requests over Vert.x with a time limit, a size limit and one kind of failure. */
@NullMarked
package dev.roomscribe.http;

import org.jspecify.annotations.NullMarked;
