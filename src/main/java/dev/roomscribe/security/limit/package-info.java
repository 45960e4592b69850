/** What bounds the clients of the HTTP server: their connections, their requests and how many they may have at once. */
@NullMarked
package dev.roomscribe.security.limit;

import org.jspecify.annotations.NullMarked;
