/** Finds, verifies and unpacks the files of a speech model. */
@NullMarked
package dev.roomscribe.recognition.model;

import org.jspecify.annotations.NullMarked;
