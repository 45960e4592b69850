/** What a request may be, whatever it is for: its target, its host, its origin and its headers; decided before any resource. */
@NullMarked
package dev.roomscribe.api.request;

import org.jspecify.annotations.NullMarked;
