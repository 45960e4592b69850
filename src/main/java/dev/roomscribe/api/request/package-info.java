/** The rules for every request, checked before any resource is found: its target, its host, its origin and its headers. */
@NullMarked
package dev.roomscribe.api.request;

import org.jspecify.annotations.NullMarked;
