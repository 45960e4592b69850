/** Calls to Fishjam's REST API: requests, retries and the reading of answers. */
@NullMarked
package dev.roomscribe.fishjam.rest;

import org.jspecify.annotations.NullMarked;
