package dev.roomscribe.api;

import java.util.Iterator;

/** A response's body of any length, which is made while it is sent. Taking a text blocks. */
record FileBody(Iterator<String> texts) {}
