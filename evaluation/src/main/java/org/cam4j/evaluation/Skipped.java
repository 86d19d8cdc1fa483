package org.cam4j.evaluation;

import java.io.Serializable;

/**
 * Something that was left out, and why.
 *
 * @param id the sample's id, or the file and line
 * @param reason what was found and what was expected
 */
public record Skipped(String id, String reason) implements Serializable {}
