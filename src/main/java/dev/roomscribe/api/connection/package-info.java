/** The HTTP connections of clients: what ends a response, and what HTTP/1 clients may send. */
@NullMarked
package dev.roomscribe.api.connection;

import org.jspecify.annotations.NullMarked;
