/** Speech to text: streams of samples in, hypotheses and settled utterances out, by a bounded pool of decoders. */
@NullMarked
package dev.roomscribe.recognition;

import org.jspecify.annotations.NullMarked;
