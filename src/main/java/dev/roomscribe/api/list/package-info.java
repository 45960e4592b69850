/** The lists of rooms and of sessions, page by page. */
@NullMarked
package dev.roomscribe.api.list;

import org.jspecify.annotations.NullMarked;
