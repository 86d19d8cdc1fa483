package org.cam4j.datasets;

import java.io.Serializable;

/**
 * Something in a data set that was changed or guessed while its index was read; nothing was left out for it.
 *
 * @param where the sample's id, or the file and line
 * @param text what was found and what was made of it
 */
public record Note(String where, String text) implements Serializable {}
