package org.cam4j.datasets;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.format.Datasets;

/** A kind of data set, listed in {@link Datasets}. */
public interface DatasetFormat {
    /** The id on the command line. */
    String id();

    /** One sentence for {@code cam4j list datasets --verbose}: what it is and which layout it expects. */
    String description();

    /** Whether {@link #open} needs a folder; generated sets do not. */
    default boolean needsFolder() {
        return true;
    }

    /**
     * Reads the index.
     *
     * @param folder the root of the data set; ignored where {@link #needsFolder} is false
     * @param seed decides every random choice: a drawn image, a split that the data set does not come with
     * @throws IOException with a message that says which file or folder was expected, when the layout is another one
     */
    Dataset open(Path folder, long seed) throws IOException;
}
