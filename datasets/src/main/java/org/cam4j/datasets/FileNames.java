package org.cam4j.datasets;

import java.nio.file.InvalidPathException;
import java.util.Locale;

/** Why a text cannot be the name of a file. */
public final class FileNames {
    private static final String ENCODING = "sun.jnu.encoding";

    private FileNames() {}

    /** One line that names the file, and what to do where this Java's encoding of file names lacks one of its characters, as it does under {@code LC_ALL=C}. */
    public static String problem(InvalidPathException failure) {
        String encoding = System.getProperty(ENCODING, "UTF-8");
        boolean lacks = failure.getReason().contains("unmappable") && !encoding.equalsIgnoreCase("UTF-8");
        return lacks
                ? String.format(
                        Locale.ROOT,
                        "'%s': this Java reads and writes file names in %s, which lacks a character of it; set LC_ALL=C.UTF-8, or another UTF-8 locale, before Java starts.",
                        failure.getInput(),
                        encoding)
                : String.format(
                        Locale.ROOT, "'%s' is not a valid file path: %s.", failure.getInput(), failure.getReason());
    }
}
